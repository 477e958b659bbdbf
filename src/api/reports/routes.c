/* Reports, and exports as files. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/catalogue/catalogue.h"
#include "api/orders/orders.h"
#include "api/people/customers.h"
#include "api/reports/reports.h"

/* Rows that leave as a file; the statement is `show`. */
#define EXPORTED(statement)                                                                        \
    .stream = export_rows, .gives = "text/csv; charset=utf-8", .show = statement

#define EXPORT(path, filter, statement, summary_)                                                  \
    {                                                                                              \
        ROUTE("GET", "/reports/export/" path, MANAGER, SLOW, "reports", summary_),                 \
            .flags = R_REPLICA, .query = &filter, .prepare = report_period,                        \
            .facts = {Q_BUSINESS_DAY}, EXPORTED(statement)                                         \
    }

const struct route reports_routes[] = {
    EXPORT("customers", customers_file_query, Q_EXPORT_CUSTOMERS, "All customers as CSV"),
    EXPORT("inventory", product_export_query, Q_EXPORT_INVENTORY, "All products as CSV"),
    EXPORT("lines", report_query, Q_EXPORT_LINES, "What top products are made of, as CSV"),
    EXPORT("order-lines", order_lines_export_query, Q_EXPORT_ORDER_LINES,
           "All orders as CSV, a line for each of theirs, as the import takes them"),
    EXPORT("orders", order_export_query, Q_EXPORT_ORDERS, "All orders as CSV"),
    {ROUTE("POST", "/reports/export/orders", MANAGER, SLOW, "reports",
           "Up to 10,000 orders that were chosen, as CSV"),
     .body = &order_export_in, .facts = {Q_BUSINESS_DAY}, EXPORTED(Q_EXPORT_ORDERS)},
    EXPORT("sales", sales_export_query, Q_EXPORT_SALES, "What the sales report is made of, as CSV"),
    {ROUTE("GET", "/reports/inventory", MANAGER, SLOW, "reports", "What is in the warehouse"),
     .flags = R_REPLICA, .facts = {Q_REPORT_INVENTORY}, .answer = &inventory_out},
    {ROUTE("GET", "/reports/sales", MANAGER, SLOW, "reports", "What was sold in a period"),
     .query = &report_query, .prepare = report_period, .flags = R_REPLICA,
     .facts = {Q_REPORT_SALES}, .answer = &sales_out},
    {ROUTE("GET", "/reports/top-products", MANAGER, SLOW, "reports", "What sold most in a period"),
     .query = &top_products_query, .prepare = report_period, .flags = R_REPLICA,
     .facts = {Q_REPORT_TOP_PRODUCTS}, .answer = &top_product_out},
    {ROUTE("GET", "/reports/sales/countries", MANAGER, SLOW, "reports",
           "What was sold in a period, by where it went"),
     .query = &report_query, .prepare = report_period, .flags = R_REPLICA,
     .facts = {Q_REPORT_COUNTRIES}, .answer = &country_sales_out},
    {ROUTE("GET", "/reports/sales/customers", MANAGER, SLOW, "reports",
           "Who bought most in a period"),
     .query = &top_products_query, .prepare = report_period, .flags = R_REPLICA,
     .facts = {Q_REPORT_CUSTOMERS}, .answer = &customer_sales_out},
    {.method = NULL},
};
