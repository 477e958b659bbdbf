/* orderctl money reconcile: whether orders, lines, payments, refunds and returns agree. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "ctl/commands.h"

static const struct field fields[] = {
    {.name = "repair", .type = F_BOOL},
    {.name = NULL},
};
const struct schema money_options = {.name = "MoneyReconcile", .fields = fields};

static void print_differences(const struct rows *rows)
{
    for (size_t i = 0; i < rows_count(rows); i++)
        printf("%s: %s is %s, should be %s\n", rows_text(rows, i, "order_number"),
               rows_text(rows, i, "what"), rows_text(rows, i, "stands"),
               rows_text(rows, i, "should"));
}

/* An order is a transaction. */
static bool repair_order(struct ctl *ctl, const char *order_id)
{
    const struct rows *none[3];
    struct plan plan = {0};
    values_set(&ctl->values, P_ORDER_ID, order_id);
    plan_add(&plan, Q_PAYMENT_LOCK);
    plan_add(&plan, Q_MONEY_REPAIR);
    plan_add(&plan, Q_ORDER_PAYMENT_STATUS);
    bool done = ctl_run(ctl, &plan, none);
    values_set(&ctl->values, P_ORDER_ID, NULL);
    return done;
}

/* Those of which something can be derived, which are next to each other. */
static bool repair(struct ctl *ctl, const struct rows *wrong)
{
    const char *last = "";
    for (size_t i = 0; i < rows_count(wrong); i++) {
        const char *order_id = rows_text(wrong, i, "order_id");
        if (!rows_true(wrong, i, "derived") || strcmp(order_id, last) == 0)
            continue;
        if (!repair_order(ctl, order_id))
            return false;
        last = order_id;
    }
    return true;
}

static enum ctl_exit reconcile(struct ctl *ctl)
{
    const struct rows *wrong = ctl_ask(ctl, Q_MONEY_DIFFERENCES);
    if (!wrong)
        return CTL_FAILED;
    size_t count = rows_count(wrong);
    if (count == 0) {
        puts("orders, lines, payments, refunds and returns agree");
        return CTL_OK;
    }
    print_differences(wrong);
    if (!values_get(&ctl->values, P_REPAIR))
        return ctl_fail("%zu differences; --repair repairs what can be derived", count);
    const struct rows *left = repair(ctl, wrong) ? ctl_ask(ctl, Q_MONEY_DIFFERENCES) : NULL;
    if (!left)
        return CTL_FAILED;
    printf("%zu of %zu differences repaired\n", count - rows_count(left), count);
    return rows_count(left) ? ctl_fail("%zu differences are left to people", rows_count(left))
                            : CTL_OK;
}

/* What is left is what the doctor and the metrics tell from now on. */
enum ctl_exit money_reconcile(struct ctl *ctl)
{
    enum ctl_exit exit = reconcile(ctl);
    return ctl_ask(ctl, Q_FINDING_MONEY) ? exit : CTL_FAILED;
}
