/* What reports look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/reports/reports.h"

/* clang-format off */
/* ---- periods ---- */

enum { TOP = USE_OWN, ENTRIES = USE_OWN << 1 };

static const struct field period[] = {
    {"from", F_TIME, .meaning = "At or after; a date begins in the business time zone"},
    {"to", F_TIME, .meaning = "Before; a date ends in the business time zone"},
    {"days", F_INT, .least = 1, .most = 3660,
     .meaning = "Instead of from and to: so many days up to today; without any of them 30"},
    {"limit", F_INT, TOP, .least = 1, .most = 100, .standard = "10",
     .meaning = "How many"},
    {"customer_id", F_ID, ENTRIES, .meaning = "Only of this customer"},
    {"country", F_TEXT, ENTRIES, .least = 2, .most = 100,
     .meaning = "Only of what goes there: ISO 3166-1, or a name of the country"},
    {.name = NULL},
};
const struct schema report_query = {"ReportQuery", period, .use = QUERY};
const struct schema top_products_query = {"TopProductsQuery", period, .use = TOP};
const struct schema sales_export_query = {"SalesExportQuery", period, .use = ENTRIES};

/* ---- sales: of the whole period, and of its parts ---- */

enum {
    CURRENCY = USE_OWN,
    DAY = USE_OWN << 1,
    STATUS = USE_OWN << 2,
    DEPARTMENT = USE_OWN << 3,
    CODE = USE_OWN << 4,
    EVER = USE_OWN << 5,
    CUSTOMER = USE_OWN << 6,
    COUNTRY = USE_OWN << 7,
    SUMS = CURRENCY | DAY | DEPARTMENT | CODE | EVER | CUSTOMER | COUNTRY
};
static const struct schema sales_currency, sales_day, sales_status, sales_department, sales_code;

static const struct field sales[] = {
    {"from", F_TIME, OUT, .nullable = OUT, .meaning = "Begin of the period; null: open",
     .example = "\"2026-01-01T00:00:00Z\""},
    {"to", F_TIME, OUT, .nullable = OUT, .meaning = "End of the period; null: open"},
    {"time_zone", F_TEXT, OUT, .meaning = "Of the days", .example = "\"UTC\""},
    {"currencies", F_ARRAY, OUT, .of = &sales_currency,
     .meaning = "The shop's own, and each other that something was sold in"},
    {"customer_id", F_ID, CUSTOMER, .nullable = CUSTOMER, .meaning = "null: ordered for nobody",
     .example = "1"},
    {"customer", F_TEXT, CUSTOMER, .nullable = CUSTOMER, .meaning = "Their name as it is today",
     .example = "\"Ada Lovelace\""},
    {"country", F_TEXT, COUNTRY, .nullable = COUNTRY,
     .meaning = "ISO 3166-1; null: not known, also of who was forgotten", .example = "\"DE\""},
    {"currency", F_TEXT, CURRENCY | EVER | CUSTOMER | COUNTRY, .meaning = "ISO 4217", .example = "\"USD\""},
    {"day", F_TEXT, DAY, .meaning = "In the business time zone", .example = "\"2026-01-31\""},
    {"status", F_TEXT, STATUS, .meaning = "Where they stand", .example = "\"shipped\""},
    {"department_id", F_ID, DEPARTMENT, .nullable = DEPARTMENT,
     .meaning = "null: ordered for none"},
    {"department", F_TEXT, DEPARTMENT, .nullable = DEPARTMENT, .meaning = "Its name"},
    {"code", F_TEXT, CODE, .meaning = "The discount code", .example = "\"SPRING\""},
    {"orders", F_INT, SUMS,
     .meaning = "Orders sold: all but drafts, unapproved, rejected and cancelled ones",
     .example = "3"},
    {"orders", F_INT, STATUS, .meaning = "Orders in this status", .example = "3"},
    {"total", F_MONEY, STATUS, .meaning = "Sum of their totals", .example = "250.00"},
    {"gross", F_MONEY, SUMS,
     .meaning = "Their pieces at their prices; what was cancelled was not sold, here and below",
     .example = "240.00"},
    {"discount", F_MONEY, SUMS, .meaning = "Their discounts", .example = "0.00"},
    {"tax", F_MONEY, SUMS, .meaning = "Their tax", .example = "10.00"},
    {"tax_in_prices", F_MONEY, SUMS, .meaning = "How much of it the prices have in them",
     .example = "0.00"},
    {"shipping_cost", F_MONEY, SUMS, .meaning = "Their shipping", .example = "0.00"},
    {"revenue", F_MONEY, SUMS,
     .meaning = "gross - discount + tax - tax_in_prices + shipping_cost", .example = "250.00"},
    {"refunded", F_MONEY, SUMS,
     .meaning = "What went back of sold orders, whenever placed: of a return on the day it was "
                "received, else on the day it was decided",
     .example = "50.00"},
    {"net", F_MONEY, SUMS, .meaning = "revenue - refunded", .example = "200.00"},
    {"average_order", F_MONEY, CURRENCY, .meaning = "Revenue over orders", .example = "83.33"},
    {"by_day", F_ARRAY, CURRENCY, .of = &sales_day, .meaning = "Days with sales or refunds"},
    {"by_status", F_ARRAY, CURRENCY, .of = &sales_status,
     .meaning = "All orders of the period as they were placed, sold or not"},
    {"by_department", F_ARRAY, CURRENCY, .of = &sales_department, .meaning = "Who ordered"},
    {"by_code", F_ARRAY, CURRENCY, .of = &sales_code, .meaning = "Orders with a discount code"},
    {.name = NULL},
};
static const struct schema sales_currency = {"SalesCurrency", sales, .use = CURRENCY};
static const struct schema sales_day = {"SalesDay", sales, .use = DAY};
static const struct schema sales_status = {"SalesStatus", sales, .use = STATUS};
static const struct schema sales_department = {"SalesDepartment", sales, .use = DEPARTMENT};
static const struct schema sales_code = {"SalesCode", sales, .use = CODE};
const struct schema customer_sales_out = {"CustomerSales", sales, .use = CUSTOMER};
const struct schema country_sales_out = {"CountrySales", sales, .use = COUNTRY};
const struct schema sales_ever_out = {"SalesEver", sales, .use = EVER};
const struct schema sales_out = {"SalesReport", sales, .use = OUT};

static const struct field top_product[] = {
    {"product_id", F_ID, .meaning = "The product", .example = "1"},
    {"product_sku", F_TEXT, .meaning = "As it is today", .example = "\"LAP-001\""},
    {"product_name", F_TEXT, .meaning = "As it is today", .example = "\"Laptop\""},
    {"category", F_TEXT, .nullable = OUT, .meaning = "As it is today"},
    {"currency", F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    {"quantity", F_INT, .meaning = "Pieces sold", .example = "7"},
    {"returned_quantity", F_INT, .meaning = "Pieces that came back in the period",
     .example = "0"},
    {"gross", F_MONEY, .meaning = "The pieces sold at their prices", .example = "70.00"},
    {"discount", F_MONEY, .meaning = "Their share of the orders' discounts", .example = "0.00"},
    {"tax", F_MONEY, .meaning = "Their share of the orders' tax", .example = "5.60"},
    {"tax_in_prices", F_MONEY, .meaning = "How much of it the prices have in them",
     .example = "0.00"},
    {"refunded", F_MONEY, .meaning = "What went back for pieces that came back in the period",
     .example = "0.00"},
    {"net", F_MONEY, .meaning = "gross - discount + tax - tax_in_prices - refunded; no shipping",
     .example = "75.60"},
    {"orders", F_INT, .meaning = "In so many orders", .example = "3"},
    {.name = NULL},
};
const struct schema top_product_out = {"TopProduct", top_product, .use = OUT};

/* ---- the warehouse: all of it, and each category ---- */

enum { CATEGORY = USE_OWN };
static const struct schema inventory_category;

static const struct field inventory[] = {
    {"category", F_TEXT, CATEGORY, .nullable = CATEGORY, .meaning = "null: without one"},
    {"currency", F_TEXT, OUT, .meaning = "ISO 4217", .example = "\"USD\""},
    {"products", F_INT, .meaning = "Products", .example = "12"},
    {"on_hand", F_INT, .meaning = "Pieces in the warehouse", .example = "340"},
    {"reserved", F_INT, .meaning = "Of them promised to orders", .example = "40"},
    {"available", F_INT, .meaning = "The others", .example = "300"},
    {"value", F_MONEY, .meaning = "Price × on_hand", .example = "4500.00"},
    {"active_products", F_INT, OUT, .meaning = "Products for sale", .example = "11"},
    {"low_stock_products", F_INT, OUT, .meaning = "Of them, low in stock", .example = "2"},
    {"out_of_stock_products", F_INT, OUT, .meaning = "Of them, with nothing available",
     .example = "1"},
    {"by_category", F_ARRAY, OUT, .of = &inventory_category, .meaning = "Each category"},
    {.name = NULL},
};
static const struct schema inventory_category = {
    "InventoryCategory", inventory, .use = CATEGORY};
const struct schema inventory_out = {"InventoryReport", inventory, .use = OUT};
/* clang-format on */
