/* What a discount code may be. */
/* SPDX-License-Identifier: MIT */
#include "api/discounts/discounts.h"

#include <string.h>

#include "base/money.h"

static void wrong_value(struct request *r, const char *code, const char *detail)
{
    request_invalid(r, "/value", code, detail, NULL);
}

static void check_value(struct request *r, const char *kind)
{
    const char *value = values_get(&r->values, P_VALUE);
    cents amount = 0;
    bool none = strcmp(kind, "free_shipping") == 0;
    if (none && value)
        wrong_value(r, "not_allowed", "free_shipping has no value");
    else if (!none && !value)
        wrong_value(r, "required", "is required");
    else if (value && money_parse(value, &amount) && strcmp(kind, "percent") == 0 && amount > 10000)
        wrong_value(r, "too_large", "must be at most 100");
}

static void check_scope(struct request *r, const char *pointer, const char *missing)
{
    if (missing)
        request_invalid(r, pointer, "unknown", arena_printf(r->arena, "there is no %s", missing),
                        NULL);
}

static enum error check(struct request *r)
{
    const struct rows *scope = request_fact(r, Q_DISCOUNT_SCOPE);
    const char *from = values_get(&r->values, P_VALID_FROM),
               *to = values_get(&r->values, P_VALID_TO);
    if (from && to && strcmp(to, from) < 0)
        request_invalid(r, "/valid_to", "too_small", "must not be before valid_from", NULL);
    if (values_get(&r->values, P_CATEGORIES) && values_get(&r->values, P_PRODUCTS))
        request_invalid(r, "/products", "exactly_one", "send categories or products, not both",
                        NULL);
    check_scope(r, "/categories", rows_text(scope, 0, "categories_missing"));
    check_scope(r, "/products", rows_text(scope, 0, "products_missing"));
    return r->invalid.count ? E_INVALID_FIELDS : E_OK;
}

enum error discount_code_create(struct request *r)
{
    check_value(r, values_get(&r->values, P_KIND));
    return check(r);
}

enum error discount_code_change(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_DISCOUNT_CODE_GET);
    enum error error = request_if_match(r, rows_text(facts, 0, "version"));
    if (error)
        return error;
    if (rows_true(facts, 0, "is_ended"))
        return E_CONFLICT;
    if (values_has(&r->values, P_VALUE))
        check_value(r, rows_text(facts, 0, "kind"));
    return check(r);
}
