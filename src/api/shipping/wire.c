/* What shipping rates, and what they come to, look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/orders.h"
#include "api/orders/price.h"
#include "api/shipping/shipping.h"

enum { GRAMS_MOST = 1000000000 };

/* clang-format off */
static const struct field rate[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"name", F_TEXT, .required = IN, .least = 1, .most = 100,
     .meaning = "For people", .example = "\"Parcel up to 5 kg\""},
    {"min_weight_kg", F_DECIMAL, .least = 0, .most = GRAMS_MOST, .standard = "0",
     .meaning = "For what weighs more than this; 0 also for what weighs nothing",
     .example = "0.000"},
    {"max_weight_kg", F_DECIMAL, .nullable = ALWAYS, .least = 1, .most = GRAMS_MOST,
     .meaning = "And at most this; null: no end", .example = "5.000"},
    {"price", F_MONEY, .required = IN, .least = 0, .most = 99999999,
     .meaning = "What shipping costs", .example = "7.50"},
    {"currency", F_TEXT, OUT, .meaning = "ISO 4217", .example = "\"USD\""},
    {"version", F_INT, OUT, .meaning = "Always 1: a rate never changes; the ETag"},
    {"created_at", F_TIME, OUT, .meaning = "When it was made"},
    {.name = NULL},
};
const struct schema rate_in = {"ShippingRateIn", rate, .use = IN};
const struct schema rate_out = {"ShippingRate", rate, .use = OUT};

static const struct field cost[] = {
    {"items", F_ARRAY, IN, .least = 1, .most = ORDER_LINES_MOST, .of = &order_item_in,
     .meaning = "What is to be sent"},
    {"weight_kg", F_DECIMAL, IN, .least = 0, .most = GRAMS_MOST,
     .meaning = "Or what it weighs; while there are no rates, this is answered as for an order "
                "below the free limit",
     .example = "2.500"},
    {"weight_kg", F_DECIMAL, OUT,
     .meaning = "What it weighs; a product without a weight weighs nothing", .example = "2.500"},
    {"shipping_cost", F_MONEY, OUT, .meaning = "What it costs", .example = "7.50"},
    {"currency", F_TEXT, OUT, .meaning = "ISO 4217", .example = "\"USD\""},
    {"rate_id", F_ID, OUT, .nullable = OUT,
     .meaning = "By which rate; null: by the shop's settings, as there are no rates"},
    {"rate_name", F_TEXT, OUT, .nullable = OUT,
     .meaning = "Its name", .example = "\"Parcel up to 5 kg\""},
    {.name = NULL},
};
const struct schema calculate_in = {
    "ShippingCalculateIn", cost, .use = IN, .one_of = "items weight_kg"};
const struct schema calculate_out = {"ShippingCost", cost, .use = OUT};
/* clang-format on */
