/* Shipping rates, and what they come to. */
/* SPDX-License-Identifier: MIT */
#include "api/shipping/shipping.h"

#include "api/orders/orders.h"
#include "api/orders/price.h"

enum error rate_create(struct request *r)
{
    const char *most = values_get(&r->values, P_MAX_WEIGHT_KG);
    int64_t from, to;
    if (!most || !decimal_parse(most, 3, &to) ||
        !decimal_parse(values_get(&r->values, P_MIN_WEIGHT_KG), 3, &from) || to > from)
        return E_OK;
    request_invalid(r, "/max_weight_kg", "too_small", "must be more than min_weight_kg", NULL);
    return E_INVALID_FIELDS;
}

static void write_cost(struct request *r, const struct rows *weighed, cents cost)
{
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_raw(&w, "weight_kg", rows_text(weighed, 0, "weight_kg"));
    json_raw(&w, "shipping_cost", money_text(r->arena, cost));
    json_text(&w, "currency", rows_text(request_fact(r, Q_SHIPPING_FACTS), 0, "currency"));
    json_raw(&w, "rate_id", rows_text(weighed, 0, "rate_id"));
    json_text(&w, "rate_name", rows_text(weighed, 0, "rate_name"));
    json_close(&w, '}');
    r->replied = true;
}

enum error shipping_calculate(struct request *r)
{
    bool by_weight = values_has(&r->values, P_WEIGHT_KG);
    const struct rows *weighed =
        by_weight ? request_fact(r, Q_SHIPPING_FACTS) : request_fact(r, Q_ORDER_ITEMS);
    struct pricing pricing = {0};
    enum error error = by_weight ? price_shipping(r, weighed, 0, &pricing.shipping_cost)
                                 : price_order(r, &pricing);
    if (!error)
        write_cost(r, weighed, pricing.shipping_cost);
    return error;
}
