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
    const char *key;           /* sent along: done once, however often asked, while they know it */
    const char *mark;          /* of the operation, for good: it is found by it */
    const char *method;        /* the provider's token of the means of payment */
    const char *reference;     /* the provider's id of the payment; NULL until it is known */
    const char *own_reference; /* the provider's id of this operation; NULL until it is known */
    const char *currency;      /* ISO 4217 */
    const char *order_number;
    cents amount;
    int64_t attempt;  /* from 1 */
    int64_t begun;    /* the time_t since which it may have been asked */
    int64_t until_ms; /* clock_ms() from which on nothing is asked any more */
    bool captures;    /* authorize: capture at once */
};

enum pay_state {
    PAY_UNKNOWN, /* no answer, or not yet: ask again later with the same key */
    PAY_SUCCEEDED,
    PAY_FAILED, /* it will not happen */
    PAY_ABSENT, /* they have never heard of it; the answer to a look alone */
};

struct pay_outcome {
    enum pay_state state;
    const char *reference; /* the provider's id of what was done, or NULL */
    const char *error;     /* a stable word for why not, at most 100 characters, or NULL */
};

/* One request, or with a look a few; texts live in the arena. */
typedef struct pay_outcome pay_ask(const struct conf *conf, struct arena *arena,
                                   const struct pay_operation *operation);

/* How a kind of operation is done, and how one that may have been done is looked up. */
struct pay_way {
    pay_ask *ask, *look;
};

struct provider {
    const char *name;
    bool is_elsewhere; /* its answer may take its time */
    int key_seconds;   /* how long it surely knows a key */
    struct pay_way authorize, capture, refund, void_;
};

extern const struct provider imported, simulated, stripe;

/* Whether the provider of new payments is another's service, which has to be waited for. */
bool pay_is_elsewhere(const struct conf *conf);

/* How long whoever claims an operation has it for itself (:claim_seconds), when whoever asks takes
 * so many seconds. */
int pay_claim_seconds(int seconds);

/* Asks the provider for the operation in the only row of `claimed` (Q_PAYMENT_CLAIM), or looks it
 * up when the provider may have forgotten its key, takes so many seconds (0: does nothing,
 * PAY_UNKNOWN) and adds to `plan` what records the answer. No transaction may be open. */
enum pay_state pay_ask_claimed(const struct conf *conf, int seconds, struct arena *arena,
                               const struct rows *claimed, struct values *values,
                               struct plan *plan);

/* Adds to `plan` what records an outcome, of :operation_id and :order_id; for when it is known
 * without asking. Recording what is known already changes nothing. */
void pay_record(struct arena *arena, const struct pay_outcome *outcome, struct values *values,
                struct plan *plan);

#endif
