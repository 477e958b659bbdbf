/* What can be imported, and its columns. */
/* SPDX-License-Identifier: MIT */
#include "api/catalogue/catalogue.h"
#include "api/imports/import.h"
#include "api/people/customers.h"

const struct import_kind import_products = {
    .row = &product_row,
    .name = "products",
    .faults = Q_IMPORT_PRODUCTS_FAULTS,
    .merge = {Q_IMPORT_CATEGORIES_ENSURE, Q_IMPORT_PRODUCTS_JOURNAL},
    .pieces = {Q_IMPORT_PRODUCTS_CREATE, Q_IMPORT_PRODUCTS_CHANGE},
};

const struct import_kind import_categories = {
    .name = "categories",
    .row = &category_in,
    .faults = Q_IMPORT_CATEGORIES_FAULTS,
    .merge = {Q_IMPORT_CATEGORIES_MERGE},
};

const struct import_kind import_customers = {
    .row = &customer_row,
    .name = "customers",
    .faults = Q_IMPORT_CUSTOMERS_FAULTS,
    .merge = {Q_IMPORT_CUSTOMERS_JOURNAL},
    .pieces = {Q_IMPORT_CUSTOMERS_CREATE, Q_IMPORT_CUSTOMERS_CHANGE},
};

/* clang-format off */
static const struct field order_line[] = {
    {.name = "reference", .type = F_TEXT, .required = IMPORT, .least = 1, .most = 100},
    {.name = "customer_email", .type = F_EMAIL},
    {.name = "sku", .type = F_TEXT, .required = IMPORT, .least = 1, .most = 64},
    {.name = "quantity", .type = F_INT, .required = IMPORT, .least = 1, .most = 1000000},
    {.name = "unit_price", .type = F_MONEY, .least = 0, .most = 999999999999},
    {.name = "discount", .type = F_MONEY, .least = 0, .most = 99999999999},
    {.name = "shipping_cost", .type = F_MONEY, .least = 0, .most = 99999999999},
    {.name = "tax", .type = F_MONEY, .least = 0, .most = 99999999999},
    {.name = "created_at", .type = F_TIME, .required = IMPORT},
    {.name = "shipped_at", .type = F_TIME},
    {.name = "shipping_address", .type = F_TEXT, .least = 1, .most = 200},
    {.name = "customer_notes", .type = F_LINES, .least = 1, .most = 2000},
    {.name = NULL},
};
/* clang-format on */
static const struct schema order_row = {"OrderRow", order_line, .use = IMPORT};

const struct import_kind import_orders = {
    .row = &order_row,
    .name = "orders",
    .faults = Q_IMPORT_ORDERS_FAULTS,
    .merge = {Q_IMPORT_ORDERS_MERGE, Q_IMPORT_ORDERS_SETTLE},
    .take = Q_IMPORT_ORDERS_TAKE,
};
