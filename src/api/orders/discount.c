/* Discounts: a code's, or a manager's. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/price.h"

#include <inttypes.h>
#include <string.h>

/* Wrong codes that somebody has in a quarter of an hour. */
enum { GUESSES_MOST = 20 };

/* Nobody is told why a code is none; who tries many is not told even that. */
static enum error check_code(struct request *r)
{
    const struct rows *context = price_context(r);
    if (!rows_true(context, 0, "code_is_new"))
        return E_OK;
    if (rows_int(context, 0, "code_guesses") >= GUESSES_MOST)
        return E_RATE_LIMITED;
    if (rows_true(context, 0, "code_is_used_up"))
        return E_DISCOUNT_USED_UP;
    if (rows_text(context, 0, "discount_terms"))
        return E_OK;
    request_invalid(r, "/discount_code", "unknown_code", "is not a code that you can use", NULL);
    return E_UNKNOWN_CODE;
}

/* Whether the terms name the line; a code leaves lines alone that were priced by hand. */
static bool is_in_scope(struct request *r, const struct line *line)
{
    const struct rows *context = price_context(r), *items = price_items(r);
    const char *categories = rows_text(context, 0, "discount_categories");
    const char *products = rows_text(context, 0, "discount_products");
    int64_t category = rows_int(items, line->item, "category_id");
    if (line->price_reason && rows_true(context, 0, "discount_by_code"))
        return false;
    if (categories)
        return strstr(categories, arena_printf(r->arena, ",%" PRId64 ",", category));
    return !products || strstr(products, arena_printf(r->arena, ",%" PRId64 ",", line->product_id));
}

static cents scope_sum(struct request *r, const struct pricing *pricing)
{
    cents sum = 0;
    for (size_t i = 0; i < pricing->count; i++) {
        if (is_in_scope(r, &pricing->lines[i]))
            sum += pricing->lines[i].subtotal;
    }
    return sum;
}

/* Judged once, when it is given; later what is under it has no discount. */
static enum error refuse_minimum(struct request *r, cents missing)
{
    const char *text = money_text(r->arena, missing);
    request_invalid(r, "/discount_code", "discount_minimum",
                    arena_printf(r->arena, "%s more is needed for this code", text),
                    arena_printf(r->arena, "\"missing\":%s", text));
    return E_DISCOUNT_MINIMUM;
}

static void spread_over(struct request *r, struct pricing *pricing, cents discount, cents weights)
{
    struct money_spread spread = {.sum = discount, .weights = weights};
    for (size_t i = 0; i < pricing->count; i++) {
        struct line *line = &pricing->lines[i];
        if (is_in_scope(r, line))
            line->discount = money_spread(&spread, line->subtotal);
    }
    pricing->discount = discount;
}

static cents discount_of(const struct rows *context, cents sum)
{
    const char *kind = rows_text(context, 0, "discount_kind");
    cents value = price_decimal(rows_text(context, 0, "discount_value"), 2);
    if (strcmp(kind, "percent") == 0)
        return money_share(sum, value, 4);
    return strcmp(kind, "amount") != 0 ? 0 : value < sum ? value : sum;
}

enum error discount_spread(struct request *r, struct pricing *pricing)
{
    const struct rows *context = price_context(r);
    enum error error = check_code(r);
    if (error || !rows_text(context, 0, "discount_terms"))
        return error;
    cents sum = scope_sum(r, pricing);
    cents minimum = price_decimal(rows_text(context, 0, "discount_minimum"), 2);
    pricing->own_money = true;
    if (sum < minimum)
        return rows_true(context, 0, "code_is_new") ? refuse_minimum(r, minimum - sum) : E_OK;
    pricing->free_shipping = strcmp(rows_text(context, 0, "discount_kind"), "free_shipping") == 0;
    spread_over(r, pricing, discount_of(context, sum), sum);
    return E_OK;
}
