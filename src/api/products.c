/* Changing products. */
/* SPDX-License-Identifier: MIT */
#include "api/products.h"

enum error product_change(struct request *r)
{
    enum error error = request_if_match(r, rows_text(r->facts[0], 0, "version"));
    if (error)
        return error;
    /* These changes hold on any version; who asked for one is held to it under the lock, too. */
    if (!request_param(r, "HTTP_IF_MATCH"))
        values_set(&r->values, "version", NULL);
    values_set(&r->values, "product_ids",
               arena_printf(r->arena, "{%s}", values_get(&r->values, "id")));
    plan_add(&r->plan, Q_STOCK_LOCK);
    return E_OK;
}
