/* Tax rates, and what they come to. */
/* SPDX-License-Identifier: MIT */
#include "api/tax/tax.h"

#include <string.h>

#include "api/orders/orders.h"
#include "api/orders/price.h"

/* Days are texts of one form, so that they compare as they are. */
static bool check_rate(struct request *r, const struct rows *facts)
{
    const char *last = values_get(&r->values, P_VALID_TO);
    if (!rows_text(facts, 0, "country_code"))
        request_invalid(r, "/country", "unknown_country", "is not a country that is known", NULL);
    if (values_get(&r->values, P_REPLACES) && !rows_int(facts, 0, "replaced"))
        request_invalid(r, "/replaces", "unknown_rate", "is not a tax rate", NULL);
    if (last && strcmp(last, rows_text(facts, 0, "first_day")) < 0)
        request_invalid(r, "/valid_to", "too_small", "must not be before valid_from", NULL);
    return r->invalid.count == 0;
}

enum error tax_rate_create(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_TAX_RATE_NEW);
    if (!check_rate(r, facts))
        return E_INVALID_FIELDS;
    values_set(&r->values, P_COUNTRY_CODE, rows_text(facts, 0, "country_code"));
    values_set(&r->values, P_FIRST_DAY, rows_text(facts, 0, "first_day"));
    if (values_get(&r->values, P_REPLACES))
        plan_add(&r->plan, Q_TAX_RATE_REPLACE);
    plan_add(&r->plan, Q_TAX_RATE_CREATE);
    return E_OK;
}

static void write_lines(struct request *r, const struct pricing *pricing, struct json_writer *w)
{
    for (size_t i = 0; i < pricing->count; i++) {
        const struct line *line = &pricing->lines[i];
        json_open(w, NULL, '{');
        json_int(w, "product_id", line->product_id);
        json_raw(w, "unit_price", money_text(r->arena, line->unit_price));
        json_int(w, "quantity", line->quantity);
        json_raw(w, "subtotal", money_text(r->arena, line->subtotal));
        json_raw(w, "tax_rate", price_rate_text(r->arena, line->tax_rate));
        json_raw(w, "tax", money_text(r->arena, line->tax));
        json_close(w, '}');
    }
}

static void write_taxes(struct request *r, const struct pricing *pricing)
{
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_open(&w, "items", '[');
    write_lines(r, pricing, &w);
    json_close(&w, ']');
    json_bool(&w, "tax_included", pricing->tax_included);
    json_raw(&w, "tax", money_text(r->arena, pricing->tax));
    json_raw(&w, "shipping_tax", money_text(r->arena, pricing->shipping_tax));
    json_open(&w, "taxes", '[');
    tax_write(r, pricing, &w);
    json_close(&w, ']');
    json_text(&w, "currency", rows_text(request_fact(r, Q_ORDER_CONTEXT), 0, "currency"));
    json_close(&w, '}');
    r->replied = true;
}

enum error tax_calculate(struct request *r)
{
    struct pricing pricing;
    enum error error = order_check_customer(r);
    if (!error)
        error = price_order(r, &pricing);
    if (!error)
        write_taxes(r, &pricing);
    return error;
}
