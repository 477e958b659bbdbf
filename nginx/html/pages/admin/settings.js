// The shop's settings, as the API knows them: what each means, what it may be, and what it is in a new shop.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { form } from '../../components/form.js';
import { bones, failed } from '../../components/state.js';
import { say } from '../../components/toast.js';
import { get } from '../../lib/api.js';
import { duration, money, percent, words } from '../../lib/format.js';
import { resource } from '../../lib/resource.js';
import { texts } from '../../lib/text.js';

/** @import { FieldFact, Schemas } from 'types' @typedef {Schemas['SettingMeaning']} Meaning */

const t = texts('settings');

/** How each kind is typed, and how a value of it is read. @type {Record<string, { fact: Partial<FieldFact> & Pick<FieldFact, 'kind'>, read: (text: string) => string }>} */
const KINDS = {
  bool: { fact: { kind: 'toggle', narrow: false }, read: (text) => t(text === 'true' ? 'yes' : 'no') },
  money: { fact: { kind: 'money' }, read: (text) => money(Number(text)) },
  rate: { fact: { kind: 'number', places: 4 }, read: (text) => percent(Number(text)) },
  seconds: { fact: { kind: 'number' }, read: (text) => duration(Number(text)) },
  text: { fact: { kind: 'text' }, read: (text) => text },
};

/** @param {Meaning} meaning @param {string} word */
const wordOf = ({ name }, word) => t.maybe(`is.${name}.${word}`) ?? word;

/** What it means, and what a new shop begins with. @param {Meaning} meaning */
function hint(meaning) {
  const { name, kind, standard, words: few } = meaning;
  const begins = standard === null ? t('off') : few ? wordOf(meaning, standard) : KINDS[kind].read(standard);
  return `${t.maybe(`hint.${name}`) ?? `${meaning.meaning}.`} ${t('standard', { value: begins })}`;
}

/** @param {Meaning} meaning @returns {FieldFact} */
function fieldOf(meaning) {
  const { name, kind, most } = meaning;
  const few = /** @type {string[] | null} */ (meaning.words);
  return {
    pointer: `/${name}`,
    label: t.maybe(`name.${name}`) ?? words(name),
    hint: hint(meaning),
    required: kind !== 'bool' && !meaning.may_be_null,
    narrow: true,
    ...KINDS[kind].fact,
    ...(kind === 'text' ? { maxlength: Number(most) } : {}),
    ...(few ? { kind: 'choice', options: few.map((word) => [word, wordOf(meaning, word)]) } : {}),
  };
}

export function open() {
  const settings = resource(async (signal) => settingsForm((await get('/admin/settings/meaning', {}, signal)).data.settings));
  settings.load();

  /** @param {Meaning[]} meanings */
  function settingsForm(meanings) {
    const made = form({
      label: t('settings'),
      path: '/admin/settings',
      fields: meanings.map(fieldOf),
      submit: t('save'),
      done: async () => {
        await made.load();
        say(t('saved'));
      },
    });
    return made;
  }

  const inside = () => settings.value?.view() ?? (settings.problem ? failed(settings.problem, settings.load) : bones(8, 'row-bone'));
  return {
    title: t('settings'),
    view: () => html`<div class="page-head"><div><h1 tabindex="-1">${t('settings')}</h1><p class="lead">${t('lead')}</p></div></div>
      <section class="panel glass">${inside()}</section>`,
    close() {
      settings.cancel();
      settings.value?.close();
    },
  };
}
