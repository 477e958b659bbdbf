/* Shipping rates and what they come to. */
/* SPDX-License-Identifier: MIT */
#include "api/shipping/shipping.h"

#include "api/orders/orders.h"
#include "api/orders/price.h"

enum { GRAMS_MOST = 1000000000 };

static const struct field rate_in_fields[] = {
    {.name = "name",
     .type = F_TEXT,
     .required = ALWAYS,
     .least = 1,
     .most = 100,
     .meaning = "For people",
     .example = "\"Parcel up to 5 kg\""},
    {.name = "min_weight_kg",
     .type = F_DECIMAL,
     .least = 0,
     .most = GRAMS_MOST,
     .standard = "0",
     .meaning = "For what weighs more than this; 0 also for what weighs nothing",
     .example = "0"},
    {.name = "max_weight_kg",
     .type = F_DECIMAL,
     .nullable = ALWAYS,
     .least = 1,
     .most = GRAMS_MOST,
     .meaning = "And at most this; null: no end",
     .example = "5.000"},
    {.name = "price",
     .type = F_MONEY,
     .required = ALWAYS,
     .least = 0,
     .most = 99999999,
     .meaning = "What shipping costs",
     .example = "7.50"},
    {.name = NULL},
};
const struct schema rate_in = {.name = "ShippingRateIn", .fields = rate_in_fields};

static const struct field rate_out_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity"},
    {.name = "name", .type = F_TEXT, .meaning = "For people", .example = "\"Parcel up to 5 kg\""},
    {.name = "min_weight_kg",
     .type = F_DECIMAL,
     .meaning = "For what weighs more than this; 0 also for what weighs nothing",
     .example = "0.000"},
    {.name = "max_weight_kg",
     .type = F_DECIMAL,
     .nullable = ALWAYS,
     .meaning = "And at most this; null: no end",
     .example = "5.000"},
    {.name = "price", .type = F_MONEY, .meaning = "What shipping costs", .example = "7.50"},
    {.name = "currency", .type = F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = "version", .type = F_INT, .meaning = "Always 1: a rate never changes; the ETag"},
    {.name = "created_at", .type = F_TIME, .meaning = "When it was made"},
    {.name = NULL},
};
const struct schema rate_out = {.name = "ShippingRate", .fields = rate_out_fields};

static const struct field calculate_in_fields[] = {
    {.name = "items",
     .type = F_ARRAY,
     .least = 1,
     .most = ORDER_LINES_MOST,
     .of = &order_item_in,
     .meaning = "What is to be sent"},
    {.name = "weight_kg",
     .type = F_DECIMAL,
     .least = 0,
     .most = GRAMS_MOST,
     .meaning = "Or what it weighs; while there are no rates, this is answered as for an order "
                "below the free limit",
     .example = "2.500"},
    {.name = NULL},
};
const struct schema calculate_in = {
    .name = "ShippingCalculateIn", .fields = calculate_in_fields, .one_of = "items weight_kg"};

static const struct field calculate_out_fields[] = {
    {.name = "weight_kg",
     .type = F_DECIMAL,
     .meaning = "What it weighs; a product without a weight weighs nothing",
     .example = "2.500"},
    {.name = "shipping_cost", .type = F_MONEY, .meaning = "What it costs", .example = "7.50"},
    {.name = "currency", .type = F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = "rate_id",
     .type = F_ID,
     .nullable = ALWAYS,
     .meaning = "By which rate; null: by the shop's settings, as there are no rates"},
    {.name = "rate_name",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Its name",
     .example = "\"Parcel up to 5 kg\""},
    {.name = NULL},
};
const struct schema calculate_out = {.name = "ShippingCost", .fields = calculate_out_fields};

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
    json_text(&w, "currency", rows_text(r->facts[0], 0, "currency"));
    json_raw(&w, "rate_id", rows_text(weighed, 0, "rate_id"));
    json_text(&w, "rate_name", rows_text(weighed, 0, "rate_name"));
    json_close(&w, '}');
    r->replied = true;
}

enum error shipping_calculate(struct request *r)
{
    bool by_weight = values_has(&r->values, P_WEIGHT_KG);
    const struct rows *weighed = r->facts[by_weight ? 0 : 1];
    struct pricing pricing = {0};
    enum error error = by_weight ? price_shipping(r, weighed, 0, &pricing.shipping_cost)
                                 : price_order(r, &pricing);
    if (!error)
        write_cost(r, weighed, pricing.shipping_cost);
    return error;
}
