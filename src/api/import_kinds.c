/* What can be imported, and its columns. */
/* SPDX-License-Identifier: MIT */
#include "api/customers.h"
#include "api/import.h"
#include "api/products.h"

const struct import_kind import_products = {
    .row = &product_change_in,
    .required = "sku",
    .lock = Q_IMPORT_PRODUCTS_LOCK,
    .faults = Q_IMPORT_PRODUCTS_FAULTS,
    .merge = {Q_IMPORT_CATEGORIES_ENSURE, Q_IMPORT_PRODUCTS_MERGE},
};
