/* orderctl payments: what a crash or a provider without an answer left open. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "ctl/commands.h"
#include "pay/pay.h"

/* For one operation: an answer takes payment_seconds, but a look may read many pages. */
enum { SETTLE_SECONDS = 120 };

/* Asks for the next operation that is due, if any. False when that can't be done. */
static bool settle_one(struct ctl *ctl, bool *found, bool *settled)
{
    const struct rows *claimed = ctl_ask(ctl, Q_PAYMENT_CLAIM);
    const struct rows *rows[PLAN_STATEMENTS];
    struct plan plan = {0};
    if (!claimed)
        return false;
    *found = rows_count(claimed) > 0;
    if (!*found)
        return true;
    *settled = pay_ask_claimed(&ctl->conf, SETTLE_SECONDS, ctl->arena, claimed, &ctl->values,
                               &plan) != PAY_UNKNOWN;
    bool fine = ctl_run(ctl, &plan, rows);
    values_set(&ctl->values, P_ORDER_ID, NULL); /* of any order again */
    return fine;
}

/* Each is asked once, so that it ends also when the provider does not answer. */
enum ctl_exit payments_settle(struct ctl *ctl)
{
    const struct rows *clock = ctl_ask(ctl, Q_PAYMENTS_CLOCK);
    bool found = clock, settled = false;
    int count = 0;
    if (!clock)
        return CTL_FAILED;
    values_set(&ctl->values, P_TRIED_BEFORE, rows_text(clock, 0, "tried_before"));
    values_set_int(&ctl->values, P_CLAIM_SECONDS, pay_claim_seconds(SETTLE_SECONDS));
    for (; found; count += found && settled)
        if (!settle_one(ctl, &found, &settled))
            return CTL_FAILED;
    const struct rows *open = ctl_ask(ctl, Q_PAYMENTS_OPEN);
    if (!open)
        return CTL_FAILED;
    printf("settled %d, still open %s\n", count, rows_text(open, 0, "open"));
    return CTL_OK;
}
