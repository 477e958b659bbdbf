// The first page of who works here.
// SPDX-License-Identifier: MIT
export default {
  all_done: 'Nothing waits',
  all_done_text: 'What needs somebody appears here by itself.',
  day: 'Today ({zone})',
  hello: 'Hello, {name}',
  home: 'Home',
  lead: 'What waits for you, and how the day goes.',
  more_than: '{count}+',
  orders_today: 'Orders',
  revenue_today: 'Revenue',
  waits: 'What waits',
  'waits.deliveries_dead': 'Deliveries given up',
  'waits.mails_dead': 'Mails given up',
  'waits.orders_to_approve': 'To approve',
  'waits.orders_to_confirm': 'To confirm',
  'waits.orders_to_ship': 'To ship',
  'waits.payments_failed': 'Payments to look at',
  'waits.products_low': 'Low in stock',
  'waits.returns_requested': 'Returns asked for',
  yesterday: '{figure} yesterday',
};
