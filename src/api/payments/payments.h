/* Paying for orders and giving money back. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_PAYMENTS_PAYMENTS_H
#define ORDERD_API_PAYMENTS_PAYMENTS_H

#include "base/money.h"
#include "gateway/list.h"
#include "gateway/route.h"

extern const struct word payment_statuses[]; /* of an order */
extern const struct schema payment_in, payment_capture_in, payment_out, payment_query, refund_in,
    refund_out;
extern const struct list payments_list;
extern const struct schema stripe_event_in, stripe_event_out;

/* Puts the path's :id also into :order_id, which stays the order's where the facts make :id that of
 * something new, and into :provider whoever moves the money of a new payment. */
enum error payment_prepare(struct request *r);

handler payment_create; /* pays what is left, or a part of it */
handler payment_ask;    /* captures or voids what is authorised: the route sets `kind` */
handler refund_create;  /* gives back what was captured, or a part of it */

/* After the write of each: asks the provider for what is due on :order_id, one operation after the
 * other, and answers what came of it. */
handler payment_follow;

/* Adds to the plan of a move what gives money back: all of it, since the order is over, or what
 * was paid for the pieces that were cancelled or came back. Where the route has no `after` the
 * provider is asked when payments are settled. */
void payment_plan_refund(struct request *r, bool all);

/* The same for an order whose total was changed and fell by so much (less than 0: it rose): what is
 * too much goes back when payments are settled, and the payment status follows. */
void payment_plan_repriced(struct request *r, cents fell);

/* Stripe's webhook. */
enum error stripe_event_prepare(struct request *r);
handler stripe_event;

#endif
