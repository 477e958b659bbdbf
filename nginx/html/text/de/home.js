// Die erste Seite für alle, die hier arbeiten.
// SPDX-License-Identifier: MIT
export default {
  all_done: 'Nichts wartet',
  all_done_text: 'Was jemanden braucht, erscheint hier von selbst.',
  day: 'Heute ({zone})',
  hello: 'Guten Tag, {name}',
  home: 'Start',
  lead: 'Was auf Sie wartet, und wie der Tag läuft.',
  more_than: '{count}+',
  orders_today: 'Bestellungen',
  revenue_today: 'Umsatz',
  waits: 'Was wartet',
  'waits.deliveries_dead': 'Aufgegebene Zustellungen',
  'waits.mails_dead': 'Aufgegebene E-Mails',
  'waits.orders_to_approve': 'Freizugeben',
  'waits.orders_to_confirm': 'Zu bestätigen',
  'waits.orders_to_ship': 'Zu versenden',
  'waits.payments_failed': 'Zahlungen mit Klärungsbedarf',
  'waits.products_low': 'Knapp im Lager',
  'waits.returns_requested': 'Angefragte Rückgaben',
  yesterday: '{figure} gestern',
};
