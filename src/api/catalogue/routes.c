/* Products, their stock and their categories; products also stand under /inventory. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/catalogue/catalogue.h"

const struct route catalogue_routes[] = {
    {ROUTE("GET", "/inventory/categories", ANYONE, API, "products", "List categories"),
     .flags = R_PUBLIC_CACHE, .facts = {Q_CATEGORIES_LIST}, .answer = &category_out},
    {ROUTE("POST", "/inventory/categories", MANAGER, API, "products", "Create a category"),
     .flags = R_CREATES, .body = &category_in, .facts = {Q_CATEGORY_NEW},
     .write = {Q_CATEGORY_CREATE}, .show = Q_CATEGORY_GET, .status = 201, .answer = &category_out},
    {ROUTE("GET", "/inventory/low-stock", STAFF, API, "products",
           "List products for sale of which little is available, the scarcest first"),
     .query = &low_stock_query, .list = &low_stock_list, .answer = &product_out},
    {ROUTE("GET", "/inventory/reconcile", MANAGER, SLOW, "products",
           "Compare the stock with its ledger and with what open orders hold"),
     .facts = {Q_STOCK_RECONCILE}, .answer = &reconcile_out},

    {ROUTE("GET", "/products", ANYONE, API, "products", "List products"), .also = "/inventory",
     .flags = R_PUBLIC_CACHE, .query = &product_query, .list = &products_list,
     .answer = &product_out},
    {ROUTE("POST", "/products", MANAGER, API, "products", "Create a product"), .also = "/inventory",
     .flags = R_CREATES, .body = &product_in, .facts = {Q_PRODUCT_NEW},
     .write = {Q_CATEGORY_ENSURE, Q_PRODUCT_CREATE}, .show = Q_PRODUCT_GET, .status = 201,
     .answer = &product_out},
    {ROUTE("GET", "/products/sku/{sku}", ANYONE, API, "products", "Get a product by SKU"),
     .also = "/inventory", .facts = {Q_PRODUCT_GET_BY_SKU}, .answer = &product_out},
    {ROUTE("DELETE", "/products/{id}", MANAGER, API, "products",
           "Take a product out of sale; 409 while open orders hold it"),
     .also = "/inventory", .set = {P_IS_ACTIVE, "false"}, .facts = {Q_PRODUCT_GET},
     .handler = product_change, .plans = 1, .write = {Q_PRODUCT_UPDATE}, .show = Q_PRODUCT_GET,
     .answer = &product_out},
    {ROUTE("GET", "/products/{id}", ANYONE, API, "products", "Get a product"), .also = "/inventory",
     .facts = {Q_PRODUCT_GET}, .answer = &product_out},
    {ROUTE("PATCH PUT", "/products/{id}", MANAGER, API, "products", "Change a product"),
     .also = "/inventory", .body = &product_change_in, .facts = {Q_PRODUCT_GET},
     .handler = product_change, .plans = 1, .write = {Q_CATEGORY_ENSURE, Q_PRODUCT_UPDATE},
     .show = Q_PRODUCT_GET, .answer = &product_out},
    {ROUTE("GET", "/products/{id}/movements", MANAGER, API, "products",
           "List the stock movements of a product"),
     .also = "/inventory", .facts = {Q_PRODUCT_GET}, .list = &movements_list,
     .answer = &movement_out},
    {ROUTE("PATCH", "/products/{id}/stock", MANAGER, API, "products",
           "Change the stock by a delta or to a quantity"),
     .also = "/inventory", .body = &stock_in, .facts = {Q_PRODUCT_GET}, .handler = stock_change,
     .plans = 1, .write = {Q_PRODUCT_STOCK}, .show = Q_PRODUCT_GET, .answer = &product_out},
    {.method = NULL},
};
