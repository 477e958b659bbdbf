/* orderctl demo: loads what is missing of the demonstration, and changes nothing that is there. */
/* SPDX-License-Identifier: MIT */
#include "ctl/demo.h"

#include <stdio.h>

#include "ctl/commands.h"
#include "ctl/user.h"

static const char demo_password[] = "orderd-demo";

static void bind(struct ctl *ctl, const struct demo_row *row)
{
    for (size_t i = 0; i < DEMO_COLUMNS && row->columns[i].name; i++)
        values_put(&ctl->values, row->columns[i].name, row->columns[i].text);
}

static bool add_department(struct ctl *ctl)
{
    values_set(&ctl->values, P_DEPARTMENT, "Operations");
    values_set(&ctl->values, P_APPROVAL_THRESHOLD, "500");
    values_set(&ctl->values, P_MONTHLY_BUDGET, "10000");
    return ctl_ask(ctl, Q_DEPARTMENT_ENSURE);
}

static bool add_customers(struct ctl *ctl)
{
    for (const struct demo_row *row = demo_customers; row->columns[0].name; row++) {
        bind(ctl, row);
        if (!ctl_ask(ctl, Q_CUSTOMER_ENSURE))
            return false;
    }
    return true;
}

static bool add_product(struct ctl *ctl)
{
    const struct rows *there = ctl_ask(ctl, Q_PRODUCT_GET_BY_SKU);
    if (!there || rows_count(there) > 0)
        return there;
    const struct rows *id = ctl_ask(ctl, Q_PRODUCT_NEW);
    if (!id)
        return false;
    values_set(&ctl->values, P_ID, rows_text(id, 0, "new_id"));
    struct plan plan = {0};
    const struct rows *rows[2];
    plan_add(&plan, Q_CATEGORY_ENSURE);
    plan_add(&plan, Q_PRODUCT_CREATE);
    return ctl_run(ctl, &plan, rows);
}

static bool add_products(struct ctl *ctl)
{
    values_set(&ctl->values, P_ME_ROLE, "admin"); /* sees what is out of sale, too */
    for (const struct demo_row *row = demo_products; row->columns[0].name; row++) {
        bind(ctl, row);
        if (!add_product(ctl))
            return false;
    }
    return true;
}

static bool add_users(struct ctl *ctl)
{
    values_set(&ctl->values, P_PASSWORD, demo_password);
    for (const struct demo_row *row = demo_users; row->columns[0].name; row++) {
        bind(ctl, row);
        const struct rows *account = ctl_ask(ctl, Q_LOGIN_FACTS);
        if (!account)
            return false;
        if (rows_count(account) > 0 && rows_text(account, 0, "id"))
            continue;
        if (!user_make(ctl))
            return false;
    }
    return true;
}

enum ctl_exit demo(struct ctl *ctl)
{
    if (!add_department(ctl) || !add_customers(ctl) || !add_products(ctl) || !add_users(ctl))
        return CTL_FAILED;
    printf("the demonstration is there; sign in as");
    for (const struct demo_row *row = demo_users; row->columns[0].name; row++)
        printf(" %s", row->columns[0].text);
    printf(", password %s\n", demo_password);
    return CTL_OK;
}
