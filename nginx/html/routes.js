// Which page stands at which address, and whether it needs a session.
// SPDX-License-Identifier: MIT
import { catalogue } from './pages/catalogue.js';
import { emailConfirm } from './pages/email-confirm.js';
import { order } from './pages/order.js';
import { orderDetail } from './pages/order-detail.js';
import { orders } from './pages/orders.js';
import { passwordForgot } from './pages/password-forgot.js';
import { passwordReset } from './pages/password-reset.js';
import { placed } from './pages/placed.js';
import { product } from './pages/product.js';
import { profile } from './pages/profile.js';
import { register } from './pages/register.js';
import { signIn } from './pages/signin.js';

export const routes = [
  { path: '/', open: catalogue, member: false },
  { path: '/email/confirm', open: emailConfirm, member: false },
  { path: '/order', open: order, member: false },
  { path: '/order/placed/:id', open: placed, member: true },
  { path: '/orders', open: orders, member: true },
  { path: '/orders/:id', open: orderDetail, member: true },
  { path: '/password/forgot', open: passwordForgot, member: false },
  { path: '/password/reset', open: passwordReset, member: false },
  { path: '/products/:id', open: product, member: false },
  { path: '/profile', open: profile, member: true },
  { path: '/register', open: register, member: false },
  { path: '/sign-in', open: signIn, member: false },
];
