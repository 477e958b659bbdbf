/* Changing products. */
/* SPDX-License-Identifier: MIT */
#include "api/catalogue/catalogue.h"

#include "base/money.h"

enum error product_change(struct request *r)
{
    enum error error = request_if_match(r, rows_text(request_fact(r, Q_PRODUCT_GET), 0, "version"));
    if (error)
        return error;
    /* These changes hold on any version; who asked for one is held to it under the lock, too. */
    if (!request_param(r, "HTTP_IF_MATCH"))
        values_set(&r->values, P_VERSION, NULL);
    values_set(&r->values, P_PRODUCT_IDS,
               arena_printf(r->arena, "{%s}", values_get(&r->values, P_ID)));
    plan_add(&r->plan, Q_STOCK_LOCK);
    return E_OK;
}

enum error stock_change(struct request *r)
{
    enum error error = product_change(r);
    const char *adjustment = values_get(&r->values, P_ADJUSTMENT);
    int64_t more;
    if (error || !adjustment || !decimal_parse(adjustment, 0, &more) ||
        rows_int(request_fact(r, Q_PRODUCT_GET), 0, "on_hand") + more <= INT32_MAX)
        return error;
    request_invalid(r, "/adjustment", "too_large", "makes more pieces than can be counted", NULL);
    return E_INVALID_FIELDS;
}
