// The places of the navigation, and who sees them.
// SPDX-License-Identifier: MIT
import { hasRole, isSignedIn } from '../lib/session.js';

/** The rail's groups in its order; one without a place that its reader may open is not drawn. */
export const GROUPS = [
  { name: 'work', label: 'group.work' },
  { name: 'products', label: 'group.products' },
  { name: 'people', label: 'group.people' },
  { name: 'money', label: 'group.money' },
  { name: 'admin', label: 'group.admin' },
  { name: 'shop', label: 'group.shop' },
  { name: 'account', label: 'group.account' },
];

/**
 * label: its text in `common`; role: from which on (`guest`: only who is not signed in); also: further addresses it stands for.
 * @import { Role } from 'types'
 * @import { IconName } from './icons.js'
 * @typedef {{ group: string, path: string, icon: IconName, label: string, role?: Role | 'guest', also?: RegExp, badge?: boolean }} Place
 */

/** A row a line, a group's in the order of the rail. Customers have theirs, in this order, on top. @type {Place[]} */
const PLACES = [
  { group: 'work', path: '/office/home', icon: 'grid', label: 'place.home', role: 'staff' },
  { group: 'work', path: '/office/orders', icon: 'list', label: 'place.orders', role: 'manager' },
  { group: 'work', path: '/office/approvals', icon: 'check', label: 'place.approvals', role: 'manager' },
  { group: 'work', path: '/office/board', icon: 'columns', label: 'place.board', role: 'manager' },
  { group: 'work', path: '/office/returns', icon: 'refresh', label: 'place.returns', role: 'manager' },
  { group: 'products', path: '/office/products', icon: 'basket', label: 'place.products', role: 'manager' },
  { group: 'products', path: '/office/categories', icon: 'columns', label: 'place.categories', role: 'manager' },
  { group: 'people', path: '/office/customers', icon: 'user', label: 'place.customers', role: 'staff' },
  { group: 'money', path: '/office/payments', icon: 'check', label: 'place.payments', role: 'manager' },
  { group: 'money', path: '/office/reports', icon: 'chart', label: 'place.reports', role: 'manager' },
  { group: 'money', path: '/office/shipping', icon: 'upload', label: 'place.rates', role: 'manager' },
  { group: 'money', path: '/office/tax', icon: 'list', label: 'place.tax', role: 'manager' },
  { group: 'money', path: '/office/codes', icon: 'lock', label: 'place.codes', role: 'manager' },
  { group: 'admin', path: '/admin/users', icon: 'user', label: 'place.users', role: 'admin' },
  { group: 'admin', path: '/admin/departments', icon: 'grid', label: 'place.departments', role: 'admin' },
  { group: 'admin', path: '/admin/settings', icon: 'filter', label: 'place.settings', role: 'admin' },
  { group: 'admin', path: '/admin/webhooks', icon: 'out', label: 'place.webhooks', role: 'admin' },
  { group: 'admin', path: '/admin/mails', icon: 'book', label: 'place.mails', role: 'admin' },
  { group: 'admin', path: '/admin/audit', icon: 'shield', label: 'place.audit', role: 'admin' },
  { group: 'admin', path: '/admin/outbox', icon: 'down', label: 'place.outbox', role: 'admin' },
  { group: 'admin', path: '/admin/system', icon: 'alert', label: 'place.system', role: 'admin' },
  { group: 'shop', path: '/', icon: 'grid', label: 'place.catalogue', also: /^\/products\/\d+$/ },
  { group: 'shop', path: '/order', icon: 'basket', label: 'place.basket', badge: true },
  { group: 'shop', path: '/orders', icon: 'list', label: 'place.my_orders' },
  { group: 'account', path: '/profile', icon: 'user', label: 'place.profile', role: 'customer' },
  { group: 'account', path: '/sign-in', icon: 'user', label: 'place.sign_in', role: 'guest', also: /^\/register$/ },
];

/** @param {Place} place */
const isFor = ({ role }) => !role || (role === 'guest' ? !isSignedIn() : hasRole(role));

/** Those that whoever is signed in may open. */
export const places = () => PLACES.filter(isFor);

/** @param {Place} place @param {string} at */
const stands = ({ path, also }, at) => at === path || at.startsWith(`${path}/`) || also?.test(at);

/** The nearest of these to an address, if there is one. @param {string} at @param {Place[]} among @returns {Place | undefined} */
export const placeOf = (at, among) =>
  among.filter((place) => stands(place, at)).sort((a, b) => b.path.length - a.path.length)[0];
