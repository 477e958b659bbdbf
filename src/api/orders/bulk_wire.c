/* What POST /orders/bulk takes and gives. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/bulk.h"
#include "api/orders/orders.h"

/* The names of bulk_actions (bulk.c). */
static const struct word actions[] = {
    {"approve", "approve"}, {"cancel", "cancel"}, {"confirm", "confirm"}, {"delete", "delete"},
    {"deliver", "deliver"}, {"place", "place"},   {"process", "process"}, {"reject", "reject"},
    {"return", "return"},   {"ship", "ship"},     {NULL, NULL},
};

static const struct field entry_fields[] = {
    {.name = "order",
     .type = F_JSON,
     .meaning = "An order to place, as POST /orders takes it",
     .example = "{\"items\": [{\"product_id\": 1, \"quantity\": 2}]}"},
    {.name = "id", .type = F_ID, .meaning = "Or an order to do something with"},
    {.name = "action", .type = F_ENUM, .words = actions, .meaning = "What to do with order id"},
    {.name = "note", .type = F_LINES, .most = 2000, .meaning = "Why; kept in the history"},
    {.name = "items", .type = F_JSON, .meaning = "Of ship and return: the lines, as there"},
    {.name = "carrier", .type = F_TEXT, .least = 1, .most = 100, .meaning = "Of ship"},
    {.name = "tracking_number", .type = F_TEXT, .least = 1, .most = 100, .meaning = "Of ship"},
    {.name = NULL},
};
static const struct schema entry = {
    .name = "BulkEntryIn", .fields = entry_fields, .one_of = "order action"};

static const struct field in_fields[] = {
    {.name = "entries",
     .type = F_ARRAY,
     .required = ALWAYS,
     .least = 1,
     .most = BULK_MOST,
     .of = &entry,
     .meaning = "What is to be done, in this order; an Idempotency-Key is for each of them by "
                "itself"},
    {.name = "atomic",
     .type = F_BOOL,
     .standard = "false",
     .meaning = "true: all or nothing; otherwise each entry by itself"},
    {.name = NULL},
};
const struct schema bulk_in = {.name = "BulkIn", .fields = in_fields};

static const struct field result_fields[] = {
    {.name = "index", .type = F_INT, .meaning = "Which entry, from 0"},
    {.name = "status",
     .type = F_INT,
     .meaning = "As of a request of its own; 424 when it was undone or not begun, since another "
                "entry of an atomic request failed",
     .example = "201"},
    {.name = "id",
     .type = F_ID,
     .nullable = ALWAYS,
     .meaning = "The order; null when it was not placed"},
    {.name = "order",
     .type = F_OBJECT,
     .nullable = ALWAYS,
     .of = &order_out,
     .meaning = "The order as it is now"},
    {.name = "problem",
     .type = F_JSON,
     .nullable = ALWAYS,
     .meaning = "Why it was refused, as a request of its own would tell"},
    {.name = NULL},
};
static const struct schema result = {.name = "BulkResult", .fields = result_fields};

static const struct field out_fields[] = {
    {.name = "results", .type = F_ARRAY, .of = &result, .meaning = "One an entry, in their order"},
    {.name = "failed", .type = F_INT, .meaning = "Entries that were not done", .example = "0"},
    {.name = NULL},
};
const struct schema bulk_out = {.name = "BulkResults", .fields = out_fields};
