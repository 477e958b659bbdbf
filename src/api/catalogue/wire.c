/* What products look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/catalogue/catalogue.h"

static const struct sort sorts[] = {
    {"name", Q_PRODUCTS_BY_NAME, "name"},
    {"-name", Q_PRODUCTS_BY_NAME_DESC, "name"},
    {"price", Q_PRODUCTS_BY_PRICE, "price"},
    {"-price", Q_PRODUCTS_BY_PRICE_DESC, "price"},
    {"created_at", Q_PRODUCTS_BY_CREATED, "created_at"},
    {"-created_at", Q_PRODUCTS_BY_CREATED_DESC, "created_at"},
    {NULL, Q_NONE, NULL},
};
const struct list products_list = {sorts, Q_PRODUCTS_COUNT};

static const struct sort movement_sorts[] = {
    {"-id", Q_MOVEMENTS_LIST, NULL},
    {NULL, Q_NONE, NULL},
};
const struct list movements_list = {movement_sorts, Q_MOVEMENTS_COUNT};

/* What creating and changing share; only the required ones differ. */
#define PRODUCT_FIELDS(required)                                                                   \
    {.name = "sku",                                                                                \
     .type = F_TEXT,                                                                               \
     .flags = required,                                                                            \
     .least = 1,                                                                                   \
     .most = 64,                                                                                   \
     .meaning = "Stock keeping unit, unique",                                                      \
     .example = "\"LAP-001\""},                                                                    \
        {.name = "name",                                                                           \
         .type = F_TEXT,                                                                           \
         .flags = required,                                                                        \
         .least = 1,                                                                               \
         .most = 200,                                                                              \
         .meaning = "Shown to buyers",                                                             \
         .example = "\"Laptop\""},                                                                 \
        {.name = "description", .type = F_LINES, .most = 4000, .meaning = "Shown to buyers"},      \
        {.name = "price",                                                                          \
         .type = F_MONEY,                                                                          \
         .flags = required,                                                                        \
         .least = 0,                                                                               \
         .most = 999999999999,                                                                     \
         .meaning = "Price of one",                                                                \
         .example = "999.99"},                                                                     \
        {.name = "category",                                                                       \
         .type = F_TEXT,                                                                           \
         .flags = NULLABLE,                                                                        \
         .least = 1,                                                                               \
         .most = 100,                                                                              \
         .meaning = "By name; made when new",                                                      \
         .example = "\"Electronics\""},                                                            \
        {.name = "stock",                                                                          \
         .aliases = "stock_quantity",                                                              \
         .type = F_INT,                                                                            \
         .least = 0,                                                                               \
         .most = 1000000000,                                                                       \
         .meaning = "Pieces on hand",                                                              \
         .example = "50"},                                                                         \
        {.name = "low_stock_threshold",                                                            \
         .aliases = "min_stock",                                                                   \
         .type = F_INT,                                                                            \
         .least = 0,                                                                               \
         .most = 1000000000,                                                                       \
         .meaning = "Available at or below this is low"},                                          \
        {.name = "weight_kg",                                                                      \
         .type = F_DECIMAL,                                                                        \
         .flags = NULLABLE,                                                                        \
         .least = 0,                                                                               \
         .most = 9999999999,                                                                       \
         .meaning = "Weight of one piece",                                                         \
         .example = "1.250"},                                                                      \
    {                                                                                              \
        .name = "is_active", .type = F_BOOL, .meaning = "Whether it is for sale"                   \
    }

static const struct field in_fields[] = {PRODUCT_FIELDS(REQUIRED), {.name = NULL}};
const struct schema product_in = {.name = "ProductIn", .fields = in_fields};

static const struct field change_fields[] = {PRODUCT_FIELDS(0), {.name = NULL}};
const struct schema product_change_in = {.name = "ProductChange", .fields = change_fields};

static const struct field out_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity"},
    {.name = "sku", .type = F_TEXT, .meaning = "Stock keeping unit", .example = "\"LAP-001\""},
    {.name = "name", .type = F_TEXT, .meaning = "Shown to buyers", .example = "\"Laptop\""},
    {.name = "description",
     .type = F_TEXT,
     .meaning = "Shown to buyers",
     .example = "\"15 inches, 16 GB\""},
    {.name = "price", .type = F_MONEY, .meaning = "Price of one", .example = "999.99"},
    {.name = "currency", .type = F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = "category",
     .type = F_TEXT,
     .flags = NULLABLE,
     .meaning = "Name of its category",
     .example = "\"Electronics\""},
    {.name = "on_hand", .type = F_INT, .meaning = "Pieces in the warehouse", .example = "50"},
    {.name = "reserved",
     .type = F_INT,
     .meaning = "Pieces promised to open orders",
     .example = "2"},
    {.name = "available", .type = F_INT, .meaning = "on_hand - reserved", .example = "48"},
    {.name = "low_stock_threshold",
     .type = F_INT,
     .meaning = "Available at or below is low",
     .example = "10"},
    {.name = "is_low_stock", .type = F_BOOL, .meaning = "Whether it is", .example = "false"},
    {.name = "weight_kg",
     .type = F_DECIMAL,
     .flags = NULLABLE,
     .meaning = "Weight of one",
     .example = "1.250"},
    {.name = "is_active", .type = F_BOOL, .meaning = "Whether it is for sale"},
    {.name = "version", .type = F_INT, .meaning = "Counts edits; the ETag"},
    {.name = "created_at", .type = F_TIME, .meaning = "When it was made"},
    {.name = "updated_at", .type = F_TIME, .meaning = "Last edit"},
    {.name = NULL},
};
const struct schema product_out = {.name = "Product", .fields = out_fields};

static const struct field query_fields[] = {
    LIST_FIELDS,
    {.name = "search",
     .type = F_SEARCH,
     .meaning =
         "Words of name, SKU or description, or parts of them: three letters or digits in a row "
         "are found anywhere, fewer begin a word"},
    {.name = "category", .type = F_TEXT, .least = 1, .most = 100, .meaning = "Only this category"},
    {.name = "min_price",
     .type = F_MONEY,
     .least = 0,
     .most = 999999999999,
     .meaning = "Price at least"},
    {.name = "max_price",
     .type = F_MONEY,
     .least = 0,
     .most = 999999999999,
     .meaning = "Price at most"},
    {.name = "in_stock", .type = F_BOOL, .meaning = "Only with, or only without, available pieces"},
    {.name = NULL},
};
const struct schema product_query = {.name = "ProductQuery", .fields = query_fields};
const struct schema product_filter = {.name = "ProductFilter",
                                      .fields = query_fields + LIST_FIELD_COUNT};

static const struct field stock_fields[] = {
    {.name = "adjustment",
     .type = F_INT,
     .least = -1000000000,
     .most = 1000000000,
     .meaning = "Pieces to add, or to take when negative",
     .example = "-5"},
    {.name = "quantity",
     .type = F_INT,
     .least = 0,
     .most = 1000000000,
     .meaning = "Pieces there are"},
    {.name = "reason",
     .type = F_TEXT,
     .least = 1,
     .most = 200,
     .meaning = "Why",
     .example = "\"Damaged in the warehouse\""},
    {.name = NULL},
};
const struct schema stock_in = {
    .name = "StockIn", .fields = stock_fields, .one_of = "adjustment quantity"};

static const struct word kinds[] = {
    {"initial", "initial"}, {"restock", "restock"}, {"adjustment", "adjustment"},
    {"reserve", "reserve"}, {"release", "release"}, {"sale", "sale"},
    {"return", "return"},   {NULL, NULL},
};

static const struct field movement_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity"},
    {.name = "kind",
     .type = F_ENUM,
     .words = kinds,
     .meaning = "What happened",
     .example = "\"restock\""},
    {.name = "quantity",
     .type = F_INT,
     .meaning = "Pieces; only an adjustment may be negative",
     .example = "50"},
    {.name = "reason",
     .type = F_TEXT,
     .flags = NULLABLE,
     .meaning = "Why",
     .example = "\"Delivery\""},
    {.name = "order_id", .type = F_ID, .flags = NULLABLE, .meaning = "For which order"},
    {.name = "actor_id", .type = F_ID, .flags = NULLABLE, .meaning = "By whom"},
    {.name = "created_at", .type = F_TIME, .meaning = "When"},
    {.name = NULL},
};
const struct schema movement_out = {.name = "StockMovement", .fields = movement_fields};

static const struct field movement_query_fields[] = {LIST_FIELDS, {.name = NULL}};
const struct schema movement_query = {.name = "MovementQuery", .fields = movement_query_fields};

static const struct field category_in_fields[] = {
    {.name = "name",
     .type = F_TEXT,
     .flags = REQUIRED,
     .least = 1,
     .most = 100,
     .meaning = "Unique, ignoring case",
     .example = "\"Furniture\""},
    {.name = "description",
     .type = F_LINES,
     .most = 2000,
     .meaning = "Free text",
     .example = "\"Desks and chairs\""},
    {.name = NULL},
};
const struct schema category_in = {.name = "CategoryIn", .fields = category_in_fields};

static const struct field category_out_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity"},
    {.name = "name", .type = F_TEXT, .meaning = "Its name", .example = "\"Furniture\""},
    {.name = "description",
     .type = F_TEXT,
     .flags = NULLABLE,
     .meaning = "Free text",
     .example = "\"Desks and chairs\""},
    {.name = "product_count", .type = F_INT, .meaning = "Products for sale in it", .example = "12"},
    {.name = "created_at", .type = F_TIME, .meaning = "When it was made"},
    {.name = NULL},
};
const struct schema category_out = {.name = "Category", .fields = category_out_fields};
