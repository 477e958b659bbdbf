/* What many orders at once look like on the wire: a selection, a printing, a bulk request. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/bulk.h"
#include "api/orders/orders.h"

/* clang-format off */
enum { SUM = USE_OWN, EACH = USE_OWN << 1 };

static const struct field selection[] = {
    {"count", F_INT, OUT, .meaning = "How many there are, at most 10,000", .example = "2"},
    {"capped", F_BOOL, OUT, .meaning = "Whether there are more, which come after them"},
    {"totals", F_ARRAY, OUT, .of = &currency_sum_out, .meaning = "Their sum, by currency"},
    {"ids", F_JSON, OUT, .meaning = "Their ids, in order", .example = "[2, 1]"},
    {"rows", F_ARRAY, OUT, .of = &selected_order_out, .meaning = "They themselves, in order"},
    {"id", F_ID, EACH, .meaning = "Identity"},
    {"order_number", F_TEXT, EACH,
     .meaning = "ORD-YYYYMMDD-XXXXXXXX", .example = "\"ORD-20260101-0A1B2C3D\""},
    {"status", F_ENUM, EACH, .words = order_statuses,
     .meaning = "Where it is in its life", .example = "\"pending\""},
    {"currency", F_TEXT, SUM | EACH, .meaning = "ISO 4217", .example = "\"USD\""},
    {"orders", F_INT, SUM, .meaning = "How many are in it", .example = "2"},
    {"total", F_MONEY, SUM, .meaning = "Sum of their totals", .example = "63.20"},
    {"total", F_MONEY, EACH, .meaning = "What it costs", .example = "31.60"},
    {"version", F_INT, EACH, .meaning = "Counts changes; the ETag"},
    {.name = NULL},
};
const struct schema currency_sum_out = {"CurrencySum", selection, .use = SUM};
const struct schema selected_order_out = {"SelectedOrder", selection, .use = EACH};
const struct schema selection_out = {"Selection", selection, .use = OUT};

static const struct field printing[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"order_ids", F_IDS, IN, .least = 1, .most = 500, .meaning = "Whose slips"},
    {"shipment_ids", F_IDS, IN, .least = 1, .most = 500,
     .meaning = "Or of which shipments; they stand for their orders"},
    {"orders", F_INT, OUT, .meaning = "Of how many orders", .example = "2"},
    {"created_at", F_TIME, OUT, .meaning = "When"},
    {.name = NULL},
};
const struct schema printing_in = {
    "PrintingIn", printing, .use = IN, .one_of = "order_ids shipment_ids"};
const struct schema printing_out = {"Printing", printing, .use = OUT};
/* clang-format on */

/* The names of bulk_actions (bulk.c). */
static const struct word actions[] = {
    {"approve", "approve"}, {"cancel", "cancel"}, {"confirm", "confirm"}, {"delete", "delete"},
    {"deliver", "deliver"}, {"place", "place"},   {"process", "process"}, {"reject", "reject"},
    {"return", "return"},   {"ship", "ship"},     {NULL, NULL},
};

enum { ENTRY = USE_OWN, RESULT = USE_OWN << 1 };
static const struct schema entry, result;

/* clang-format off */
static const struct field bulk[] = {
    {"entries", F_ARRAY, IN, .required = IN, .least = 1, .most = BULK_MOST, .of = &entry,
     .meaning = "What is to be done, in this order; an Idempotency-Key is for each of them by "
                "itself"},
    {"atomic", F_BOOL, IN, .standard = "false",
     .meaning = "true: all or nothing; otherwise each entry by itself"},
    {"results", F_ARRAY, OUT, .of = &result, .meaning = "One an entry, in their order"},
    {"failed", F_INT, OUT, .meaning = "Entries that were not done", .example = "0"},

    {"order", F_JSON, ENTRY, .meaning = "An order to place, as POST /orders takes it",
     .example = "{\"items\": [{\"product_id\": 1, \"quantity\": 2}]}"},
    {"id", F_ID, ENTRY, .meaning = "Or an order to do something with"},
    {"action", F_ENUM, ENTRY, .words = actions, .meaning = "What to do with order id"},
    {"note", F_LINES, ENTRY, .most = 2000, .meaning = "Why; kept in the history"},
    {"customer_note", F_LINES, ENTRY, .most = 2000, .meaning = "What the customer is told"},
    {"items", F_JSON, ENTRY, .meaning = "Of ship and return: the lines, as there"},
    {"carrier", F_TEXT, ENTRY, .least = 1, .most = 100, .meaning = "Of ship"},
    {"tracking_number", F_TEXT, ENTRY, .least = 1, .most = 100, .meaning = "Of ship"},

    {"index", F_INT, RESULT, .meaning = "Which entry, from 0"},
    {"status", F_INT, RESULT,
     .meaning = "As of a request of its own; 424 when it was undone or not begun, since another "
                "entry of an atomic request failed",
     .example = "201"},
    {"id", F_ID, RESULT, .nullable = RESULT,
     .meaning = "The order; null when it was not placed"},
    {"order", F_OBJECT, RESULT, .nullable = RESULT, .of = &order_out,
     .meaning = "The order as it is now"},
    {"problem", F_JSON, RESULT, .nullable = RESULT,
     .meaning = "Why it was refused, as a request of its own would tell"},
    {.name = NULL},
};
static const struct schema entry = {"BulkEntryIn", bulk, .use = ENTRY, .one_of = "order action"};
static const struct schema result = {"BulkResult", bulk, .use = RESULT};
const struct schema bulk_in = {"BulkIn", bulk, .use = IN};
const struct schema bulk_out = {"BulkResults", bulk, .use = OUT};
/* clang-format on */
