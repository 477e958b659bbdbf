// One webhook: what it is told, its secret, and what was delivered to it.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { ask } from '../../components/confirm.js';
import { formDialog } from '../../components/form-dialog.js';
import { recordPage } from '../../components/record-page.js';
import { showSecret } from '../../components/secret.js';
import { ifMatch, post, remove } from '../../lib/api.js';
import { moment } from '../../lib/format.js';
import { go, link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { FieldFact, Visit, Webhook } from 'types' */

const t = texts('admin');

/** @returns {FieldFact[]} */
export const webhookFields = () => [
  { pointer: '/url', label: t('url'), kind: 'text', required: true, hint: t('url_hint') },
  { pointer: '/events', label: t('events'), kind: 'text', required: true, hint: t('events_hint') },
  { pointer: '/plain_signature', label: t('plain_signature'), kind: 'toggle', hint: t('plain_signature_hint') },
];

/** Events are typed as words with commas between. @param {any} body */
export const asList = ({ events, ...rest }) =>
  events === undefined ? rest : { ...rest, events: String(events).split(/[\s,]+/).filter(Boolean) };

/** @param {string | null} secret */
export const showWebhookSecret = (secret) => showSecret({ title: t('secret'), text: t('secret_text'), lost: t('secret_lost'), secret });

/** @param {Webhook} webhook */
const state = (webhook) => html`<span class="chip ${webhook.is_active ? 'good' : 'still'}">${t(webhook.is_active ? 'active' : 'inactive')}</span>
  ${webhook.failing_since ? html`<span class="chip bad">${t('failing')}</span>` : nothing}
  ${webhook.disabled_reason ? html`<span>${webhook.disabled_reason}</span>` : nothing}
  ${webhook.previous_secret_until ? html`<span>${t('old_secret_until', { when: moment(webhook.previous_secret_until) })}</span>` : nothing}`;

/** @param {Visit} place */
export function open({ params }) {
  const path = /** @type {const} */ (`/webhooks/${params.id}`);

  async function test() {
    const { data } = await post(`${path}/test`, {}, { 'Idempotency-Key': crypto.randomUUID() });
    go(`/admin/webhooks/${params.id}/deliveries`, { opened: data.id });
    return t('test_sent');
  }

  async function rotate() {
    const sure = await ask({ title: t('rotate'), text: t('rotate_text'), yes: t('rotate') });
    if (!sure) return null;
    const { data } = await post(`${path}/secret`);
    await showWebhookSecret(data.secret);
    return t('rotated');
  }

  async function replay() {
    const done = await formDialog({
      title: t('replay'),
      path: `${path}/replay`,
      method: 'POST',
      initial: {},
      fields: [
        { pointer: '/since', label: t('replay_since'), kind: 'datetime-local', required: true, narrow: true, hint: t('replay_since_hint') },
        { pointer: '/new_ids', label: t('replay_new'), kind: 'toggle', hint: t('replay_new_hint') },
      ],
      body: ({ since, ...rest }) => ({ ...rest, since: new Date(since).toISOString() }),
      submit: t('replay'),
    });
    return done && t('replayed', { count: done.deliveries });
  }

  /** @param {Webhook} webhook */
  async function takeAway({ version }) {
    const sure = await ask({ title: t('delete_webhook'), text: t('delete_webhook_text'), yes: t('delete'), danger: true });
    if (!sure) return null;
    await remove(path, ifMatch(`"${version}"`));
    go('/admin/webhooks');
    return null;
  }

  return recordPage({
    kind: t('webhook'),
    list: { at: '/admin/webhooks', label: t('webhooks') },
    name: (webhook) => new URL(webhook.url).host,
    lead: state,
    saved: t('saved'),
    form: {
      path,
      fields: [...webhookFields(), { pointer: '/is_active', label: t('is_called'), kind: 'toggle' }],
      body: asList,
      submit: t('save'),
    },
    actions: (webhook) => [
      { label: t('test'), run: test },
      { label: t('replay'), run: replay },
      { label: t('rotate'), run: rotate },
      { label: t('delete'), style: 'danger', run: () => takeAway(webhook) },
    ],
    aside: () => html`<section class="panel glass" aria-labelledby="more-title"><h2 id="more-title">${t('more')}</h2>
      <ul class="plain-list"><li><a href=${link(`/admin/webhooks/${params.id}/deliveries`)}>${t('deliveries')}</a></li></ul></section>`,
  });
}
