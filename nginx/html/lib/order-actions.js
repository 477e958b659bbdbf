// What can be done with an order: one row an action, as in the server's table of transitions.
// SPDX-License-Identifier: MIT
import { hasRole } from './session.js';

const NOTE = { pointer: 'note', label: 'Reason', optional: true, maxlength: 2000, control: 'lines' };
const CARRIER = { pointer: 'carrier', label: 'Carrier', optional: true, maxlength: 100 };
const TRACKING = { pointer: 'tracking_number', label: 'Tracking number', optional: true, maxlength: 100 };

/** from: statuses; role: the least; send: method, path and body; ask: a question first, perhaps. */
const ACTIONS = [
  {
    label: 'Approve',
    style: 'primary',
    from: ['pending_approval'],
    role: 'manager',
    send: ['POST', 'approve'],
    done: 'approved',
  },
  {
    label: 'Confirm',
    style: 'primary',
    from: ['pending'],
    role: 'manager',
    send: ['POST', 'confirm'],
    done: 'confirmed',
  },
  {
    label: 'Start processing',
    style: 'quiet',
    from: ['confirmed'],
    role: 'manager',
    send: ['PUT', 'status', { status: 'processing' }],
    done: 'being processed',
  },
  {
    label: 'Ship',
    style: 'primary',
    from: ['confirmed', 'processing', 'partially_shipped'],
    role: 'manager',
    send: ['PUT', 'status', { status: 'shipped' }],
    done: 'shipped',
    ask: {
      title: 'Ship this order?',
      text: 'All that has not left yet leaves the warehouse.',
      yes: 'Ship',
      no: 'Not yet',
      fields: [CARRIER, TRACKING],
    },
  },
  {
    label: 'Mark delivered',
    style: 'primary',
    from: ['shipped'],
    role: 'manager',
    send: ['PUT', 'status', { status: 'delivered' }],
    done: 'delivered',
  },
  {
    label: 'Reject',
    style: 'danger-quiet',
    from: ['pending_approval'],
    role: 'manager',
    send: ['POST', 'reject'],
    done: 'rejected',
    ask: {
      title: 'Reject this order?',
      text: 'Its products go back on sale. This can’t be undone.',
      yes: 'Reject order',
      no: 'Keep it',
      danger: true,
      fields: [NOTE],
    },
  },
  {
    label: 'Cancel order',
    style: 'danger-quiet',
    from: ['pending_approval', 'pending', 'confirmed', 'processing'],
    role: 'customer',
    send: ['POST', 'cancel'],
    done: 'cancelled',
    ask: {
      title: 'Cancel this order?',
      text: 'It will not be shipped, and its products go back on sale. This can’t be undone.',
      yes: 'Cancel order',
      no: 'Keep it',
      danger: true,
      fields: [NOTE],
    },
  },
];

export const actionsFor = (order) => ACTIONS.filter((a) => a.from.includes(order.status) && hasRole(a.role));
