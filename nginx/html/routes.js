// Which page stands at which address, from which role on, and what is loaded when it is opened first.
// SPDX-License-Identifier: MIT

/** Sorted by path, a row a line. Without a role anybody may open it. */
export const routes = [
  { path: '/', area: 'shop', load: () => import('./pages/shop/catalogue.js') },
  { path: '/email/confirm', area: 'account', load: () => import('./pages/account/email-confirm.js') },
  { path: '/office/approvals', area: 'orders', role: 'manager', load: () => import('./pages/orders/approvals.js') },
  { path: '/office/board', area: 'orders', role: 'manager', load: () => import('./pages/orders/board.js') },
  { path: '/office/orders', area: 'orders', role: 'manager', load: () => import('./pages/orders/table.js') },
  { path: '/office/orders/:id', area: 'orders', role: 'staff', load: () => import('./pages/orders/desk.js') },
  { path: '/order', area: 'shop', load: () => import('./pages/shop/basket.js') },
  { path: '/order/placed/:id', area: 'shop', role: 'customer', load: () => import('./pages/shop/placed.js') },
  { path: '/orders', area: 'orders', role: 'customer', load: () => import('./pages/orders/mine.js') },
  { path: '/orders/:id', area: 'orders', role: 'customer', load: () => import('./pages/orders/order.js') },
  { path: '/password/forgot', area: 'account', load: () => import('./pages/account/password-forgot.js') },
  { path: '/password/reset', area: 'account', load: () => import('./pages/account/password-reset.js') },
  { path: '/products/:id', area: 'shop', load: () => import('./pages/shop/product.js') },
  { path: '/profile', area: 'account', role: 'customer', load: () => import('./pages/account/profile.js') },
  { path: '/register', area: 'account', load: () => import('./pages/account/register.js') },
  { path: '/sign-in', area: 'account', load: () => import('./pages/account/sign-in.js') },
];
