// What can be done with an order: one row an action, as in the server's table of transitions.
// SPDX-License-Identifier: MIT
import { hasRole } from './session.js';

/** @import { Order, Role } from 'types' */
/** @typedef {{ pointer: string, label: string, optional: boolean, maxlength: number, control?: 'lines' }} Asked */

/** @type {Asked} */
const NOTE = { pointer: 'note', label: 'field.note', optional: true, maxlength: 2000, control: 'lines' };
const CARRIER = { pointer: 'carrier', label: 'field.carrier', optional: true, maxlength: 100 };
const TRACKING = { pointer: 'tracking_number', label: 'field.tracking', optional: true, maxlength: 100 };

/**
 * name: of its texts; role: the least; send: method, path and body; ask: first, perhaps.
 * @typedef {object} Action
 * @property {string} name
 * @property {string} style
 * @property {Order['status'][]} from
 * @property {Role} role
 * @property {[method: 'POST' | 'PUT', path: string, body?: object]} send
 * @property {{ fields: Asked[], danger?: boolean }} [ask]
 */

/** @type {Action[]} */
const ACTIONS = [
  {
    name: 'approve',
    style: 'primary',
    from: ['pending_approval'],
    role: 'manager',
    send: ['POST', 'approve'],
  },
  {
    name: 'confirm',
    style: 'primary',
    from: ['pending'],
    role: 'manager',
    send: ['POST', 'confirm'],
  },
  {
    name: 'process',
    style: 'quiet',
    from: ['confirmed'],
    role: 'manager',
    send: ['PUT', 'status', { status: 'processing' }],
  },
  {
    name: 'ship',
    style: 'primary',
    from: ['confirmed', 'processing', 'partially_shipped'],
    role: 'manager',
    send: ['PUT', 'status', { status: 'shipped' }],
    ask: {
      fields: [CARRIER, TRACKING],
    },
  },
  {
    name: 'deliver',
    style: 'primary',
    from: ['shipped'],
    role: 'manager',
    send: ['PUT', 'status', { status: 'delivered' }],
  },
  {
    name: 'reject',
    style: 'danger-quiet',
    from: ['pending_approval'],
    role: 'manager',
    send: ['POST', 'reject'],
    ask: {
      danger: true,
      fields: [NOTE],
    },
  },
  {
    name: 'cancel',
    style: 'danger-quiet',
    from: ['pending_approval', 'pending', 'confirmed', 'processing'],
    role: 'customer',
    send: ['POST', 'cancel'],
    ask: {
      danger: true,
      fields: [NOTE],
    },
  },
];

/** The provider that is built in and moves no money: it alone needs no form of its own to pay with. */
export const SIMULATED = 'simulated';

/** @param {Order} order */
export const actionsFor = (order) => ACTIONS.filter((a) => a.from.includes(order.status) && hasRole(a.role));
