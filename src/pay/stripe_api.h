/* Talking to Stripe's API: one request, and what an object says of an operation. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_PAY_STRIPE_API_H
#define ORDERD_PAY_STRIPE_API_H

#include "base/buf.h"
#include "pay/pay.h"
#include "json/read.h"

/* Members of a reply; NULL when they are not there, or something else. */
const char *stripe_text(const struct json *object, const char *name);
const struct json *stripe_object(const struct json *object, const char *name);

/* The object that is answered, or NULL with *trouble. With a form something is done, once for each
 * key; without, it is looked at, and no trouble is final. */
const struct json *stripe_ask(const struct conf *conf, struct arena *arena,
                              const struct pay_operation *operation, const char *path,
                              const struct buf *form, struct pay_outcome *trouble)
    __attribute__((warn_unused_result));

/* What a PaymentIntent or a Refund says of an operation that is done when its status is `wanted`.
 */
struct pay_outcome stripe_outcome(const struct json *object, const char *wanted);

/* The status of a PaymentIntent that was authorised. */
const char *stripe_authorized(const struct pay_operation *operation);

pay_ask stripe_authorize, stripe_refund;
pay_ask stripe_look_authorized, stripe_look_captured, stripe_look_refunded, stripe_look_voided;

#endif
