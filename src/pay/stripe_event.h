/* What Stripe tells by webhook (https://docs.stripe.com/webhooks). */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_PAY_STRIPE_EVENT_H
#define ORDERD_PAY_STRIPE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "pay/pay.h"
#include "json/read.h"

enum { STRIPE_TOLERANCE = 300 }; /* seconds, as in Stripe's own libraries */

/* True when the header Stripe-Signature ("t=…,v1=…"; more than one v1 while a secret is replaced)
 * signs this body with the secret, at most STRIPE_TOLERANCE seconds from `now`. */
bool stripe_signature_fits(struct arena *arena, const char *header, const char *body, size_t length,
                           const char *secret, time_t now) __attribute__((warn_unused_result));

struct stripe_event {
    const char *kinds;     /* of the operations it can be about, separated by spaces; NULL: none */
    const char *key;       /* of the operation, as it was sent along, or NULL */
    const char *reference; /* Stripe's id of the PaymentIntent or Refund */
    struct pay_outcome outcome; /* unknown: it tells nothing final */
};

/* What an event says; texts live as long as the tree. */
struct stripe_event stripe_event_read(const struct json *event);

#endif
