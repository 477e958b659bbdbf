/* Payment providers: who can be asked to move money, and how they answer. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_PAY_PAY_H
#define ORDERD_PAY_PAY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/money.h"
#include "base/values.h"
#include "db/db.h"
#include "setting/conf.h"

/* One row of payment_operations, as its provider needs it. */
struct pay_operation {
    const char *key;           /* the same at every attempt: done once, however often asked */
    const char *method;        /* the provider's token of the means of payment */
    const char *reference;     /* the provider's id of the payment; NULL until it is known */
    const char *own_reference; /* the provider's id of this operation; NULL until it is known */
    const char *currency;      /* ISO 4217 */
    const char *order_number;
    cents amount;
    int64_t attempt; /* from 1 */
    int seconds;     /* to wait for the answer */
    bool captures;   /* authorize: capture at once */
};

enum pay_state {
    PAY_UNKNOWN, /* no answer, or not yet: ask again later with the same key */
    PAY_SUCCEEDED,
    PAY_FAILED, /* it will not happen */
};

struct pay_outcome {
    enum pay_state state;
    const char *reference; /* the provider's id of what was done, or NULL */
    const char *error;     /* a stable word for why not, at most 100 characters, or NULL */
};

/* Each asks once and waits for operation->seconds at most; texts live in the arena. */
typedef struct pay_outcome pay_ask(const struct conf *conf, struct arena *arena,
                                   const struct pay_operation *operation);

struct provider {
    const char *name;
    bool is_elsewhere; /* its answer may take its time */
    pay_ask *authorize, *capture, *refund, *void_;
};

extern const struct provider simulated, stripe;

/* Whether the provider of new payments is another's service, which has to be waited for. */
bool pay_is_elsewhere(const struct conf *conf);

/* How long whoever claims an operation has it for itself, in seconds (:claim_seconds). */
int pay_claim_seconds(const struct conf *conf);

/* Asks the provider for the operation in the only row of `claimed` (Q_PAYMENT_CLAIM), waits for so
 * many seconds (0: does not ask, PAY_UNKNOWN) and adds to `plan` what records the answer. No
 * transaction may be open. */
enum pay_state pay_ask_claimed(const struct conf *conf, int seconds, struct arena *arena,
                               const struct rows *claimed, struct values *values,
                               struct plan *plan);

/* Adds to `plan` what records an outcome, of :operation_id and :order_id; for when it is known
 * without asking. Recording what is known already changes nothing. */
void pay_record(struct arena *arena, const struct pay_outcome *outcome, struct values *values,
                struct plan *plan);

#endif
