/* What can be imported. */
/* SPDX-License-Identifier: MIT */
#include "api/catalogue/catalogue.h"
#include "api/imports/import.h"
#include "api/people/customers.h"

const struct import_kind import_products = {
    .row = &product_row,
    .passes = "reserved available is_low_stock value currency updated_at",
    .name = "products",
    .faults = Q_IMPORT_PRODUCTS_FAULTS,
    .merge = {Q_IMPORT_CATEGORIES_ENSURE, Q_IMPORT_PRODUCTS_JOURNAL},
    .pieces = {Q_IMPORT_PRODUCTS_CREATE, Q_IMPORT_PRODUCTS_CHANGE},
    .preview = Q_IMPORT_PRODUCTS_PREVIEW,
};

const struct import_kind import_categories = {
    .name = "categories",
    .row = &category_in,
    .faults = Q_IMPORT_CATEGORIES_FAULTS,
    .merge = {Q_IMPORT_CATEGORIES_MERGE},
    .preview = Q_IMPORT_CATEGORIES_PREVIEW,
};

const struct import_kind import_customers = {
    .row = &customer_row,
    .passes = "vat_id tax_exemption tax_note created_at updated_at",
    .name = "customers",
    .faults = Q_IMPORT_CUSTOMERS_FAULTS,
    .merge = {Q_IMPORT_CUSTOMERS_JOURNAL},
    .pieces = {Q_IMPORT_CUSTOMERS_CREATE, Q_IMPORT_CUSTOMERS_CHANGE},
    .preview = Q_IMPORT_CUSTOMERS_PREVIEW,
};

const struct import_kind import_orders = {
    .row = &order_row,
    .belongs = "reference",
    .passes = "order_number currency total product_name",
    .name = "orders",
    .faults = Q_IMPORT_ORDERS_FAULTS,
    .merge = {Q_IMPORT_ORDERS_MERGE, Q_IMPORT_ORDERS_SETTLE},
    .take = Q_IMPORT_ORDERS_TAKE,
    .preview = Q_IMPORT_ORDERS_PREVIEW,
};
