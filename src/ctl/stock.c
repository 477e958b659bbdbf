/* orderctl stock reconcile: whether the stock, its ledger and the open orders agree. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "ctl/commands.h"

static const struct field fields[] = {
    {.name = "fix", .type = F_BOOL},
    {.name = NULL},
};
const struct schema stock_options = {.name = "StockReconcile", .fields = fields};

/* The products' ids as an array of PostgreSQL are put into the values. */
static void print_differences(struct ctl *ctl, const struct rows *rows)
{
    struct buf ids = buf_new(ctl->arena);
    for (size_t i = 0; i < rows_count(rows); i++) {
        const char *id = rows_text(rows, i, "id");
        printf("%s (product %s): on hand %s, ledger %s; reserved %s, ledger %s, open orders %s\n",
               rows_text(rows, i, "sku"), id, rows_text(rows, i, "on_hand"),
               rows_text(rows, i, "ledger_on_hand"), rows_text(rows, i, "reserved"),
               rows_text(rows, i, "ledger_reserved"), rows_text(rows, i, "ordered"));
        buf_printf(&ids, "%c%s", i ? ',' : '{', id);
    }
    buf_char(&ids, '}');
    values_set(&ctl->values, P_PRODUCT_IDS, ids.data);
}

/* Repairs those of product_ids; how many are left is in *left. */
static bool repair(struct ctl *ctl, size_t *left)
{
    const struct rows *rows[3] = {NULL};
    struct plan plan = {0};
    plan_add(&plan, Q_STOCK_REPAIR_LOCK);
    plan_add(&plan, Q_STOCK_REPAIR);
    plan_add(&plan, Q_STOCK_DIFFERENCES);
    if (!ctl_run(ctl, &plan, rows))
        return false;
    *left = rows_count(rows[2]);
    for (size_t i = 0; i < *left; i++)
        ctl_fail("%s: open orders hold more than is on hand; correct the stock first",
                 rows_text(rows[2], i, "sku"));
    return true;
}

static enum ctl_exit reconcile(struct ctl *ctl)
{
    const struct rows *wrong = ctl_ask(ctl, Q_STOCK_DIFFERENCES);
    if (!wrong)
        return CTL_FAILED;
    size_t count = rows_count(wrong), left = count;
    if (count == 0) {
        puts("stock, ledger and open orders agree");
        return CTL_OK;
    }
    print_differences(ctl, wrong);
    if (!values_get(&ctl->values, P_FIX))
        return ctl_fail("%zu products differ; --fix repairs them", count);
    if (!repair(ctl, &left))
        return CTL_FAILED;
    printf("%zu of %zu products repaired\n", count - left, count);
    return left ? CTL_FAILED : CTL_OK;
}

/* What is left is what the doctor and the metrics tell from now on. */
enum ctl_exit stock_reconcile(struct ctl *ctl)
{
    enum ctl_exit exit = reconcile(ctl);
    values_set(&ctl->values, P_PRODUCT_IDS, NULL); /* of all */
    return ctl_ask(ctl, Q_FINDING_STOCK) ? exit : CTL_FAILED;
}
