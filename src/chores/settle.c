/* Settling what a crash or a provider without an answer left open, an operation a step. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "chores/chores.h"
#include "pay/pay.h"

/* For one operation: an answer takes payment_seconds, but a look may read many pages. */
enum { SETTLE_SECONDS = 120 };

/* Each is asked once an errand, so that it ends also when the provider does not answer. */
static enum error begin(struct errand *errand)
{
    const struct rows *clock;
    enum error error = *errand->began ? E_OK : errand_ask(errand, Q_PAYMENTS_CLOCK, &clock);
    if (!error && !*errand->began)
        snprintf(errand->began, sizeof errand->began, "%s", rows_text(clock, 0, "tried_before"));
    return error;
}

enum error settle_step(struct errand *errand, bool *more)
{
    const struct rows *claimed, *rows[PLAN_STATEMENTS];
    struct plan plan = {0};
    enum error error = begin(errand);
    values_set(&errand->values, P_TRIED_BEFORE, errand->began);
    values_set_int(&errand->values, P_CLAIM_SECONDS, pay_claim_seconds(SETTLE_SECONDS));
    if (!error)
        error = errand_ask(errand, Q_PAYMENT_CLAIM, &claimed);
    if (error || rows_count(claimed) == 0)
        return error;
    enum pay_state state = pay_ask_claimed(errand->conf, SETTLE_SECONDS, errand->arena, claimed,
                                           &errand->values, &plan);
    error = errand_run(errand, &plan, rows);
    *more = !error;
    errand->count += !error && state != PAY_UNKNOWN;
    return error;
}
