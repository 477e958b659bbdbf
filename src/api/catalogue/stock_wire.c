/* What the stock as a whole looks like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/catalogue/catalogue.h"

static const struct sort low_stock_sorts[] = {
    {"available", Q_PRODUCTS_LOW_BY_AVAILABLE, "available"},
    {NULL, Q_NONE, NULL},
};
const struct list low_stock_list = {low_stock_sorts, Q_PRODUCTS_LOW_COUNT};

static const struct field low_stock_fields[] = {
    LIST_FIELDS,
    {.name = "threshold",
     .type = F_INT,
     .least = 0,
     .most = 1000000000,
     .meaning = "Available at or below this, instead of each product's own threshold"},
    {.name = NULL},
};
const struct schema low_stock_query = {.name = "LowStockQuery", .fields = low_stock_fields};

/* The same five accounts of one product, and of all together. */
#define ACCOUNTS                                                                                   \
    {.name = "on_hand",                                                                            \
     .type = F_INT,                                                                                \
     .meaning = "Pieces in the warehouse, by the product",                                         \
     .example = "50"},                                                                             \
        {.name = "reserved",                                                                       \
         .type = F_INT,                                                                            \
         .meaning = "Pieces promised, by the product",                                             \
         .example = "2"},                                                                          \
        {.name = "ledger_on_hand",                                                                 \
         .type = F_INT,                                                                            \
         .meaning = "Pieces in the warehouse, by the movements",                                   \
         .example = "50"},                                                                         \
        {.name = "ledger_reserved",                                                                \
         .type = F_INT,                                                                            \
         .meaning = "Pieces promised, by the movements",                                           \
         .example = "2"},                                                                          \
    {                                                                                              \
        .name = "ordered", .type = F_INT, .meaning = "Pieces that open orders wait for",           \
        .example = "2"                                                                             \
    }

static const struct field difference_fields[] = {
    {.name = "product_id", .type = F_ID, .meaning = "The product"},
    {.name = "sku", .type = F_TEXT, .meaning = "Its SKU", .example = "\"LAP-001\""},
    ACCOUNTS,
    {.name = NULL},
};
static const struct schema difference = {.name = "StockDifference", .fields = difference_fields};

static const struct field reconcile_fields[] = {
    {.name = "checked_at", .type = F_TIME, .meaning = "As of when"},
    {.name = "products", .type = F_INT, .meaning = "Products compared", .example = "120"},
    ACCOUNTS,
    {.name = "difference_count",
     .type = F_INT,
     .meaning = "Products whose accounts differ",
     .example = "0"},
    {.name = "differences",
     .type = F_ARRAY,
     .of = &difference,
     .meaning = "The first thousand of them, by id; orderctl stock reconcile --fix repairs"},
    {.name = NULL},
};
const struct schema reconcile_out = {.name = "StockReconciliation", .fields = reconcile_fields};
