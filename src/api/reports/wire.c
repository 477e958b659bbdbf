/* What reports look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/reports/reports.h"

/* clang-format off */
#define PERIOD_FIELDS                                                                              \
    {.name = "from", .type = F_TIME,                                                               \
     .meaning = "Placed at or after; a date begins in the business time zone"},                    \
    {.name = "to", .type = F_TIME, .meaning = "Placed before"},                                    \
    {.name = "days", .type = F_INT, .least = 1, .most = 3660,                                      \
     .meaning = "Instead of from and to: so many days up to today; without any of them 30"}

static const struct field query_fields[] = {PERIOD_FIELDS, {.name = NULL}};
const struct schema report_query = {.name = "ReportQuery", .fields = query_fields};

static const struct field top_query_fields[] = {
    PERIOD_FIELDS,
    {.name = "limit", .type = F_INT, .least = 1, .most = 100, .standard = "10",
     .meaning = "How many products"},
    {.name = NULL},
};
const struct schema top_products_query = {.name = "TopProductsQuery", .fields = top_query_fields};

#define SOLD_FIELDS                                                                                \
    {.name = "orders", .type = F_INT, .meaning = "Orders sold", .example = "3"},                   \
    {.name = "revenue", .type = F_MONEY, .meaning = "Sum of their totals", .example = "250.00"}

static const struct field day_fields[] = {
    {.name = "day", .type = F_TEXT, .meaning = "In the business time zone",
     .example = "\"2026-01-31\""},
    SOLD_FIELDS,
    {.name = NULL},
};
static const struct schema sales_day = {.name = "SalesDay", .fields = day_fields};

static const struct field status_fields[] = {
    {.name = "status", .type = F_TEXT, .meaning = "Where they stand", .example = "\"shipped\""},
    {.name = "orders", .type = F_INT, .meaning = "Orders in this status", .example = "3"},
    {.name = "total", .type = F_MONEY, .meaning = "Sum of their totals", .example = "250.00"},
    {.name = NULL},
};
static const struct schema sales_status = {.name = "SalesStatus", .fields = status_fields};

static const struct field department_fields[] = {
    {.name = "department_id", .type = F_ID, .nullable = ALWAYS, .meaning = "null: ordered for none"},
    {.name = "department", .type = F_TEXT, .nullable = ALWAYS, .meaning = "Its name"},
    SOLD_FIELDS,
    {.name = NULL},
};
static const struct schema sales_department = {.name = "SalesDepartment",
                                               .fields = department_fields};

static const struct field sales_fields[] = {
    {.name = "from", .type = F_TIME, .nullable = ALWAYS, .meaning = "Begin of the period; null: open",
     .example = "\"2026-01-01T00:00:00Z\""},
    {.name = "to", .type = F_TIME, .nullable = ALWAYS, .meaning = "End of the period; null: open"},
    {.name = "time_zone", .type = F_TEXT, .meaning = "Of the days", .example = "\"UTC\""},
    {.name = "currency", .type = F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = "orders", .type = F_INT,
     .meaning = "Orders sold: all but drafts, unapproved, rejected and cancelled ones",
     .example = "3"},
    {.name = "subtotal", .type = F_MONEY, .meaning = "Their subtotals", .example = "240.00"},
    {.name = "discount", .type = F_MONEY, .meaning = "Their discounts", .example = "0.00"},
    {.name = "tax", .type = F_MONEY, .meaning = "Their tax", .example = "10.00"},
    {.name = "shipping_cost", .type = F_MONEY, .meaning = "Their shipping", .example = "0.00"},
    {.name = "revenue", .type = F_MONEY, .meaning = "Their totals", .example = "250.00"},
    {.name = "average_order", .type = F_MONEY, .meaning = "Revenue over orders", .example = "83.33"},
    {.name = "by_day", .type = F_ARRAY, .of = &sales_day, .meaning = "Days with sales"},
    {.name = "by_status", .type = F_ARRAY, .of = &sales_status,
     .meaning = "All orders of the period, sold or not"},
    {.name = "by_department", .type = F_ARRAY, .of = &sales_department,
     .meaning = "Who ordered"},
    {.name = NULL},
};
const struct schema sales_out = {.name = "SalesReport", .fields = sales_fields};

#define STOCK_FIELDS                                                                               \
    {.name = "products", .type = F_INT, .meaning = "Products", .example = "12"},                   \
    {.name = "on_hand", .type = F_INT, .meaning = "Pieces in the warehouse", .example = "340"},    \
    {.name = "reserved", .type = F_INT, .meaning = "Of them promised to orders", .example = "40"}, \
    {.name = "available", .type = F_INT, .meaning = "The others", .example = "300"},               \
    {.name = "value", .type = F_MONEY, .meaning = "Price × on_hand", .example = "4500.00"}

static const struct field category_fields[] = {
    {.name = "category", .type = F_TEXT, .nullable = ALWAYS, .meaning = "null: without one"},
    STOCK_FIELDS,
    {.name = NULL},
};
static const struct schema inventory_category = {.name = "InventoryCategory",
                                                 .fields = category_fields};

static const struct field inventory_fields[] = {
    {.name = "currency", .type = F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    STOCK_FIELDS,
    {.name = "active_products", .type = F_INT, .meaning = "Products for sale", .example = "11"},
    {.name = "low_stock_products", .type = F_INT, .meaning = "Of them, low in stock",
     .example = "2"},
    {.name = "out_of_stock_products", .type = F_INT, .meaning = "Of them, with nothing available",
     .example = "1"},
    {.name = "by_category", .type = F_ARRAY, .of = &inventory_category, .meaning = "Each category"},
    {.name = NULL},
};
const struct schema inventory_out = {.name = "InventoryReport", .fields = inventory_fields};

static const struct field top_fields[] = {
    {.name = "product_id", .type = F_ID, .meaning = "The product", .example = "1"},
    {.name = "product_sku", .type = F_TEXT, .meaning = "As it is today", .example = "\"LAP-001\""},
    {.name = "product_name", .type = F_TEXT, .meaning = "As it is today", .example = "\"Laptop\""},
    {.name = "category", .type = F_TEXT, .nullable = ALWAYS, .meaning = "As it is today"},
    {.name = "quantity", .type = F_INT, .meaning = "Pieces sold", .example = "7"},
    {.name = "returned_quantity", .type = F_INT, .meaning = "Of them, came back", .example = "0"},
    {.name = "revenue", .type = F_MONEY, .meaning = "Sum of the lines, before tax and discount",
     .example = "70.00"},
    {.name = "orders", .type = F_INT, .meaning = "In so many orders", .example = "3"},
    {.name = NULL},
};
const struct schema top_product_out = {.name = "TopProduct", .fields = top_fields};
