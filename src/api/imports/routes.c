/* CSV files that are read in. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/imports/import.h"

const struct route imports_routes[] = {
    {ROUTE("POST", "/products/import", MANAGER, SLOW, "products",
           "Create and change products by a CSV file, known by their SKUs"),
     .also = "/inventory", .query = &import_query, .takes = "text/csv", .body_most = 64 << 20,
     .stream = product_import, .answer = &import_out},
    {ROUTE("POST", "/customers/import", MANAGER, SLOW, "customers",
           "Create and change customers by a CSV file, known by their e-mail addresses"),
     .query = &import_query, .takes = "text/csv", .body_most = 64 << 20, .stream = customer_import,
     .answer = &import_out},
    {ROUTE("POST", "/categories/import", MANAGER, SLOW, "products",
           "Create and change categories by a CSV file, known by their names"),
     .also = "/inventory", .query = &import_query, .takes = "text/csv", .body_most = 64 << 20,
     .stream = category_import, .answer = &import_out},
    {ROUTE("POST", "/orders/import", MANAGER, SLOW, "orders",
           "Take in orders of the past by a CSV file, a line for each of theirs"),
     .query = &import_orders_query, .takes = "text/csv", .body_most = 64 << 20,
     .stream = order_import, .answer = &import_out},
    {.method = NULL},
};
