/* Forgetting a person, to whom nothing may be on its way. */
/* SPDX-License-Identifier: MIT */
#include "api/people/customers.h"
#include "base/crypto.h"
#include "base/json_text.h"

static void list_open(struct request *r, const struct rows *open, size_t row)
{
    struct buf order = buf_new(r->arena);
    struct json_writer w = json_writer(&order);
    rows_write_members(open, row, &w);
    request_invalid(r, "", "open_order",
                    arena_printf(r->arena, "%s is %s", rows_text(open, row, "order_number"),
                                 rows_text(open, row, "status")),
                    order.data);
}

enum error customer_forget(struct request *r)
{
    static const enum query forgets[] = {Q_ADMINS_LOCK,     Q_CUSTOMER_LOCK,  Q_FORGET_REFUSALS,
                                         Q_FORGET_CUSTOMER, Q_FORGET_ACCOUNT, Q_FORGET_ORDERS};
    const struct rows *open = request_fact(r, Q_FORGET_OPEN_ORDERS);
    enum error error = request_if_match(r, values_get(&r->values, P_VERSION));
    if (error)
        return error;
    for (size_t i = 0; i < rows_count(open); i++)
        list_open(r, open, i);
    if (rows_count(open))
        return E_OPEN_ORDERS;
    values_set(&r->values, P_NO_PASSWORD, crypto_password_none());
    for (size_t i = 0; i < sizeof forgets / sizeof *forgets; i++)
        plan_add(&r->plan, forgets[i]);
    return E_OK;
}
