// What was delivered to a webhook, or to any, or was not, and what it said.
// SPDX-License-Identifier: MIT
import { html, nothing } from '/vendor/lit-html.js';
import { openDialog } from '../../components/dialog.js';
import { listPage } from '../../components/list-page.js';
import { say, sayProblem } from '../../components/toast.js';
import { get, post } from '../../lib/api.js';
import { moment } from '../../lib/format.js';
import { link } from '../../lib/router.js';
import { texts } from '../../lib/text.js';

/** @import { Column, Filter, Schemas, Visit } from 'types' */

const t = texts('admin');
const STATES = ['waiting', 'sending', 'done', 'dead'];
/** @type {Record<string, string>} */
const TONES = { waiting: 'wait', sending: 'info', done: 'good', dead: 'bad' };

/** @returns {Column<Schemas['Delivery']>[]} */
const columns = () => [
  { key: 'event', label: t('event'), cell: (d) => html`<span class="code">${d.event}</span>`, always: true, width: 190 },
  { key: 'number', label: t('number'), cell: (d) => d.number ?? '–', width: 90, grow: 0, align: 'end', labelled: true },
  { key: 'state', label: t('state'), cell: (d) => html`<span class="chip ${TONES[d.state]}">${t(d.state)}</span>`, width: 120, corner: true },
  { key: 'status', label: t('answer'), cell: (d) => d.status ?? d.reason ?? '–', width: 180, grow: 2, labelled: true },
  { key: 'attempts', label: t('attempts'), cell: (d) => d.attempts, width: 90, grow: 0, align: 'end', labelled: true },
  { key: 'took', label: t('took'), cell: (d) => (d.took_ms === null ? '–' : `${d.took_ms} ms`), width: 100, grow: 0, align: 'end', labelled: true },
  { key: 'at', label: t('when'), cell: (d) => moment(d.attempted_at ?? d.created_at), width: 190, grow: 0 },
];

/** @returns {Filter[]} */
const filters = () => [
  { key: 'state', label: t('state'), kind: 'choice', options: STATES.map((state) => [state, t(state)]) },
  { key: 'event', label: t('event'), kind: 'text' },
  { key: 'order_id', label: t('order_id'), kind: 'text' },
];

/** @param {string} title @param {string | null} text */
const block = (title, text) => (text ? html`<h3>${title}</h3><pre class="code block">${text}</pre>` : nothing);

/** @param {number} id @param {() => void} changed */
async function show(id, changed) {
  try {
    const { data } = await get(`/webhooks/deliveries/${id}`);
    const again = await openDialog({
      title: `${data.event} ${data.number ?? ''}`,
      size: 'wide',
      body: (close) => html`${data.reason ? html`<p class="alert bad">${data.reason}</p>` : nothing}
        ${block(t('request'), data.request_head)} ${block(t('body'), JSON.stringify(data.body, null, 2))} ${block(t('answer'), data.response_head)}
        <div class="actions"><button type="button" class="button primary" @click=${() => close(true)}>${t('send_again')}</button></div>`,
    });
    if (!again) return;
    await post(`/webhooks/deliveries/${id}/retry`);
    say(t('sent_again'));
    changed();
  } catch (error) {
    sayProblem(error);
  }
}

/** @param {Visit} place */
export function open({ params, query }) {
  const of = params.id ? `/webhooks/${params.id}/deliveries` : '/webhooks/deliveries';
  const at = params.id ? `/admin${of}` : '/admin/deliveries';
  const page = listPage(
    {
      title: t('deliveries'),
      at,
      path: of,
      sort: '-id',
      columns: columns(),
      filters: filters(),
      views: params.id ? undefined : 'deliveries',
      concerns: () => true,
      href: ({ id }) => link(at, { ...Object.fromEntries(query), opened: id }),
      name: (delivery) => delivery.event,
      found: (count) => t('deliveries_found', { count }),
      none: { icon: 'out', title: t('no_deliveries'), text: t('no_deliveries_text') },
    },
    query,
  );

  /** @param {URLSearchParams} to */
  function opened(to) {
    const id = Number(to.get('opened'));
    if (id) show(id, page.list.look).finally(() => history.replaceState(history.state, '', link(at, { ...page.list.query })));
  }
  opened(query);

  return {
    ...page,
    requery(/** @type {URLSearchParams} */ to) {
      opened(to);
      page.requery(to);
    },
  };
}
