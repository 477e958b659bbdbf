/* What tax rates, and what they come to, look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/orders.h"
#include "api/orders/price.h"
#include "api/tax/tax.h"

/* clang-format off */
static const struct field rate[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"country", F_TEXT, IN, .required = IN, .least = 2, .most = 100,
     .meaning = "Where: ISO 3166-1 code, English name or usual short form", .example = "\"DE\""},
    {"country", F_TEXT, OUT, .meaning = "Where: ISO 3166-1 code", .example = "\"DE\""},
    {"region", F_TEXT, .nullable = ALWAYS, .least = 1, .most = 100,
     .meaning = "In which part of it, as addresses have it in state; null: wherever no region has a "
                "rate of its own"},
    {"tax_class", F_TEXT, IN, .least = 1, .most = 50, .standard = "standard",
     .meaning = "Of which products", .example = "\"standard\""},
    {"tax_class", F_TEXT, OUT, .meaning = "Of which products", .example = "\"standard\""},
    {"name", F_TEXT, .required = IN, .least = 1, .most = 100,
     .meaning = "As it stands on invoices", .example = "\"VAT 19 %\""},
    {"rate", F_RATE, .required = IN, .least = 0, .most = 9999999,
     .meaning = "As a share", .example = "0.19"},
    {"valid_from", F_DATE, IN, .meaning = "First business day; today when absent"},
    {"valid_from", F_DATE, OUT, .meaning = "First business day"},
    {"valid_to", F_DATE, .nullable = ALWAYS, .meaning = "Last business day; null: no end"},
    {"replaces", F_ID, IN,
     .meaning = "A rate that ends when this begins, at once and for all orders"},
    {"version", F_INT, OUT, .meaning = "Always 1: a rate never changes; the ETag"},
    {"created_at", F_TIME, OUT, .meaning = "When it was made"},
    {.name = NULL},
};
const struct schema tax_rate_in = {"TaxRateIn", rate, .use = IN};
const struct schema tax_rate_out = {"TaxRate", rate, .use = OUT};

static const struct field line[] = {
    {"product_id", F_ID, .meaning = "The product"},
    {"unit_price", F_MONEY, .meaning = "Price of one", .example = "10.00"},
    {"quantity", F_INT, .meaning = "Pieces", .example = "2"},
    {"subtotal", F_MONEY, .meaning = "unit_price times quantity", .example = "20.00"},
    {"tax_rate", F_RATE, .meaning = "Its tax as a share", .example = "0.190000"},
    {"tax", F_MONEY, .meaning = "Its tax", .example = "3.80"},
    {.name = NULL},
};
static const struct schema tax_line = {"TaxLine", line, .use = OUT};

static const struct field cost[] = {
    {"items", F_ARRAY, IN, .required = IN, .least = 1, .most = ORDER_LINES_MOST,
     .of = &order_item_in, .meaning = "What is to be sold"},
    {"customer_id", F_ID, IN, .meaning = "To whom; customers ask for themselves"},
    {"shipping_address", F_ADDRESS, IN, .of = &address, .meaning = "Where it goes"},
    {"billing_address", F_ADDRESS, IN, .of = &address, .meaning = "Else this is where it goes"},
    {"items", F_ARRAY, OUT, .of = &tax_line, .meaning = "The lines"},
    {"tax_included", F_BOOL, OUT,
     .meaning = "Whether prices and shipping have their tax in them", .example = "false"},
    {"tax", F_MONEY, OUT, .meaning = "Tax, that on shipping too", .example = "3.80"},
    {"shipping_tax", F_MONEY, OUT, .meaning = "What of the tax is on shipping", .example = "0.00"},
    {"taxes", F_ARRAY, OUT, .of = &order_tax_out, .meaning = "The tax by rates"},
    {"currency", F_TEXT, OUT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = NULL},
};
const struct schema tax_calculate_in = {"TaxCalculateIn", cost, .use = IN};
const struct schema tax_cost_out = {"TaxCost", cost, .use = OUT};
/* clang-format on */
