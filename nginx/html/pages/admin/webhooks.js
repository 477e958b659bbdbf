// The webhooks: who is called of what happens.
// SPDX-License-Identifier: MIT
import { html } from '/vendor/lit-html.js';
import { formDialog } from '../../components/form-dialog.js';
import { listPage } from '../../components/list-page.js';
import { ago, date } from '../../lib/format.js';
import { go, link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';
import { asList, showWebhookSecret, webhookFields } from './webhook.js';

/** @import { Column, Visit, Webhook } from 'types' */

const t = texts('admin');

/** @param {Webhook} webhook */
function state({ is_active: active, failing_since: since, disabled_at: at }) {
  if (!active) return html`<span class="chip still">${at ? t('disabled_since', { date: date(at) }) : t('inactive')}</span>`;
  return since ? html`<span class="chip bad">${t('failing_since', { when: ago(since) })}</span>` : html`<span class="chip good">${t('active')}</span>`;
}

/** @returns {Column<Webhook>[]} */
const columns = () => [
  { key: 'url', label: t('url'), cell: (w) => html`<span class="code">${w.url}</span>`, always: true, width: 260, grow: 3 },
  { key: 'events', label: t('events'), cell: (w) => w.events.join(', '), width: 200, grow: 2 },
  { key: 'state', label: t('state'), cell: state, width: 170, corner: true },
  { key: 'created', label: t('since'), cell: (w) => date(w.created_at), width: 120, labelled: true },
];

async function make() {
  const made = await formDialog({ title: t('new_webhook'),
    path: '/webhooks',
    method: 'POST',
    initial: { events: '*' },
    fields: webhookFields(),
    body: asList,
    submit: t('make_webhook'),
  });
  if (made) await showWebhookSecret(made.secret);
  return made;
}

/** @param {Visit} place */
export const open = ({ query }) =>
  listPage(
    {
      title: t('webhooks'),
      lead: t('webhooks_lead'),
      at: '/admin/webhooks',
      path: '/webhooks',
      whole: true,
      columns: columns(),
      concerns: ({ type }) => type.startsWith('webhook.'),
      href: ({ id }) => link(`/admin/webhooks/${id}`),
      name: (webhook) => webhook.url,
      found: (count) => t('webhooks_found', { count }),
      none: { icon: 'out', title: t('no_webhooks'), text: t('no_webhooks_text') },
      create: { label: t('new_webhook'), make, then: ({ id }) => go(`/admin/webhooks/${id}`) },
    },
    query,
  );
