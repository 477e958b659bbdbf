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
    const char *answers; /* the open operations whose outcome it tells ("charge" is an authorize
                          * that captures), separated by spaces; NULL: none */
    const char *means;   /* the kind of operation that was done when none was asked for, or NULL */
    bool is_refund;  /* it is about a Refund, or a Dispute, which is one that the bank asks for */
    const char *by;  /* whose doing that would be: "provider" or "bank" */
    const char *key; /* of the operation, as it was sent along, or NULL */
    const char *reference;      /* Stripe's id of the PaymentIntent, Refund or Dispute, or NULL */
    const char *payment;        /* Stripe's id of the PaymentIntent, or NULL */
    cents amount;               /* what was moved; 0: it does not say */
    bool calls_rests_refunds;   /* it is of a version that has a Refund of what a hold was not
                                   captured */
    struct pay_outcome outcome; /* unknown: it tells nothing final */
};

/* What an event says; texts live as long as the tree. */
struct stripe_event stripe_event_read(const struct json *event);

#endif
