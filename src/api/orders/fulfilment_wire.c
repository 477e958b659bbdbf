/* What an order's actions, shipments and returns look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/orders.h"
#include "api/orders/price.h"

/* A line of the order, by any of its names. */
#define LINE_FIELDS                                                                                \
    {.name = "order_line_id",                                                                      \
     .type = F_ID,                                                                                 \
     .meaning = "The line of the order, by its id",                                                \
     .example = "1"},                                                                              \
        {.name = "product_id", .type = F_ID, .meaning = "The line, by its product"},               \
        {.name = "sku",                                                                            \
         .type = F_TEXT,                                                                           \
         .least = 1,                                                                               \
         .most = 64,                                                                               \
         .meaning = "The line, by its product's SKU"},                                             \
    {                                                                                              \
        .name = "quantity", .type = F_INT, .required = ALWAYS, .least = 1, .most = 1000000,        \
        .meaning = "Pieces", .example = "2"                                                        \
    }

static const struct field shipped_fields[] = {LINE_FIELDS, {.name = NULL}};
static const struct schema shipped = {
    .name = "ShipmentItemIn", .fields = shipped_fields, .one_of = "order_line_id product_id sku"};

static const struct field shipment_fields[] = {
    {.name = "items",
     .type = F_ARRAY,
     .least = 1,
     .most = ORDER_LINES_MOST,
     .of = &shipped,
     .meaning = "What leaves together; all that remains when absent"},
    {.name = "carrier",
     .type = F_TEXT,
     .least = 1,
     .most = 100,
     .meaning = "Who carries it",
     .example = "\"DHL\""},
    {.name = "tracking_number",
     .type = F_TEXT,
     .least = 1,
     .most = 100,
     .meaning = "The carrier's number",
     .example = "\"JD014600003\""},
    {.name = "note", .type = F_LINES, .most = 2000, .meaning = "Kept in the history"},
    {.name = NULL},
};
const struct schema shipment_in = {.name = "ShipmentIn", .fields = shipment_fields};

static const struct field returned_fields[] = {
    LINE_FIELDS,
    {.name = "restock",
     .type = F_BOOL,
     .standard = "false",
     .meaning = "Whether the pieces can be sold again"},
    {.name = NULL},
};
static const struct schema returned = {
    .name = "ReturnItemIn", .fields = returned_fields, .one_of = "order_line_id product_id sku"};

static const struct field return_fields[] = {
    {.name = "items",
     .type = F_ARRAY,
     .required = ALWAYS,
     .least = 1,
     .most = ORDER_LINES_MOST,
     .of = &returned,
     .meaning = "What comes back, of what has been shipped"},
    {.name = "reason",
     .aliases = "note",
     .type = F_LINES,
     .most = 2000,
     .meaning = "Why",
     .example = "\"Arrived broken\""},
    {.name = NULL},
};
const struct schema return_in = {.name = "ReturnIn", .fields = return_fields};

static const struct field action_fields[] = {
    {.name = "action", .type = F_TEXT, .meaning = "What could be done", .example = "\"confirm\""},
    {.name = "allowed", .type = F_BOOL, .meaning = "Whether you could do it now"},
    {.name = "code",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Why not: the code that the request would be refused with (unknown_product is one "
                "of the errors of a 422)",
     .example = "\"invalid_transition\""},
    {.name = "detail",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Why not, in words",
     .example = "\"The order is shipped; that does not allow this.\""},
    {.name = "becomes",
     .type = F_JSON,
     .meaning = "The statuses it may lead to from here",
     .example = "[\"confirmed\"]"},
    {.name = NULL},
};
const struct schema action_out = {.name = "OrderAction", .fields = action_fields};
