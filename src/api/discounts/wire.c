/* What discount codes look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/discounts/discounts.h"

static const struct word kinds[] = {
    {"percent", "percent"}, {"amount", "amount"}, {"free_shipping", "free_shipping"}, {NULL, NULL}};

enum { SENT = IN | CHANGE };

/* clang-format off */
static const struct field code[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"code", F_TEXT, IN | OUT, .required = IN, .least = 1, .most = 50,
     .meaning = "The word; unique, ignoring case", .example = "\"SPRING\""},
    {"name", F_TEXT, SENT | OUT, .required = IN, .least = 1, .most = 100,
     .meaning = "For people", .example = "\"Spring sale\""},
    {"kind", F_ENUM, IN | OUT, .required = IN, .words = kinds,
     .meaning = "What it takes off", .example = "\"percent\""},
    {"value", F_MONEY, SENT | OUT, .nullable = OUT, .least = 1, .most = 999999999999,
     .meaning = "Per cent, or an amount; none of free_shipping", .example = "10.00"},
    {"minimum", F_MONEY, SENT | OUT, .nullable = ALWAYS, .least = 1, .most = 999999999999,
     .meaning = "What the lines it is for must come to before the discount"},
    {"valid_from", F_DATE, SENT | OUT, .nullable = ALWAYS,
     .meaning = "First business day; null: no beginning"},
    {"valid_to", F_DATE, SENT | OUT, .nullable = ALWAYS,
     .meaning = "Last business day; null: no end"},
    {"max_uses", F_INT, SENT | OUT, .nullable = ALWAYS, .least = 1, .most = 1000000000,
     .meaning = "How many orders may have it; null: any number", .example = "100"},
    {"max_uses_per_customer", F_INT, SENT | OUT, .nullable = ALWAYS, .least = 1,
     .most = 1000000000, .meaning = "How many of one customer's; null: any number"},
    {"categories", F_ARRAY, SENT | OUT, .nullable = CHANGE | OUT, .least = 1, .most = 100,
     .meaning = "Only for products of these, by name", .example = "[\"Furniture\"]"},
    {"products", F_ARRAY, SENT | OUT, .nullable = CHANGE | OUT, .least = 1, .most = 100,
     .meaning = "Only for these, by SKU; not beside categories", .example = "[\"LAP-001\"]"},
    {"used", F_INT, OUT, .meaning = "How many orders have it, while it has limits"},
    {"is_ended", F_BOOL, OUT, .meaning = "Whether it was ended for good"},
    {"version", F_INT, OUT, .meaning = "Counts edits; the ETag"},
    {"created_at", F_TIME, OUT, .meaning = "When it was made"},
    {"updated_at", F_TIME, OUT, .meaning = "Last edit"},
    {.name = NULL},
};
const struct schema discount_code_in = {"DiscountCodeIn", code, .use = IN};
const struct schema discount_code_change_in = {"DiscountCodeChange", code, .use = CHANGE};
const struct schema discount_code_out = {"DiscountCode", code, .use = OUT};
/* clang-format on */
