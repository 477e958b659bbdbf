/* What products, their stock and their categories look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/catalogue/catalogue.h"

/* ---- products ---- */

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

static const struct sort low_stock_sorts[] = {
    {"available", Q_PRODUCTS_LOW_BY_AVAILABLE, "available"},
    {NULL, Q_NONE, NULL},
};
const struct list low_stock_list = {low_stock_sorts, Q_PRODUCTS_LOW_COUNT};

/* Of the file of all products; its columns are those of export_inventory. */
static const struct word export_sorts[] = {
    {"name", "name"},     {"-name", "-name"},           {"price", "price"},
    {"-price", "-price"}, {"created_at", "created_at"}, {"-created_at", "-created_at"},
    {NULL, NULL},
};

static const struct word export_columns[] = {
    {"sku", "sku"},
    {"name", "name"},
    {"description", "description"},
    {"category", "category"},
    {"price", "price"},
    {"on_hand", "on_hand"},
    {"reserved", "reserved"},
    {"available", "available"},
    {"low_stock_threshold", "low_stock_threshold"},
    {"is_low_stock", "is_low_stock"},
    {"weight_kg", "weight_kg"},
    {"tax_class", "tax_class"},
    {"is_active", "is_active"},
    {"value", "value"},
    {"currency", "currency"},
    {"updated_at", "updated_at"},
    {NULL, NULL},
};

enum { SENT = IN | CHANGE | IMPORT, LOW_STOCK = USE_OWN, EXPORT = USE_OWN << 1 };

/* clang-format off */
static const struct field product[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"sku", F_TEXT, SENT | OUT, .required = IN | IMPORT, .least = 1, .most = 64,
     .meaning = "Stock keeping unit, unique", .example = "\"LAP-001\""},
    {"name", F_TEXT, SENT | OUT, .required = IN, .least = 1, .most = 200,
     .meaning = "Shown to buyers", .example = "\"Laptop\""},
    {"description", F_LINES, SENT | OUT,
     .meaning = "Shown to buyers", .example = "\"15 inches, 16 GB\""},
    {"price", F_MONEY, SENT | OUT, .required = IN, .least = 0, .most = 999999999999,
     .meaning = "Price of one", .example = "999.99"},
    {"currency", F_TEXT, OUT, .meaning = "ISO 4217", .example = "\"USD\""},
    {"search", F_SEARCH, QUERY,
     .meaning = "Words of name, SKU or description, or parts of them: three letters or digits in a "
                "row are found anywhere, fewer begin a word"},
    {"category", F_TEXT, SENT | OUT, .nullable = ALWAYS, .least = 1, .most = 100,
     .meaning = "Name of its category; made when new", .example = "\"Electronics\""},
    {"category", F_TEXT, QUERY, .least = 1, .most = 100, .meaning = "Only this category"},
    {"min_price", F_MONEY, QUERY, .least = 0, .most = 999999999999, .meaning = "Price at least"},
    {"max_price", F_MONEY, QUERY, .least = 0, .most = 999999999999, .meaning = "Price at most"},
    {"in_stock", F_BOOL, QUERY, .meaning = "Only with, or only without, available pieces"},
    {"low_stock", F_BOOL, QUERY,
     .meaning = "Only those of which little is available, or only the others"},
    {"threshold", F_INT, LOW_STOCK, .least = 0, .most = 1000000000,
     .meaning = "Available at or below this, instead of each product's own threshold"},
    {"stock", F_INT, IN | CHANGE, .aliases = "stock_quantity", .least = 0, .most = 1000000000,
     .meaning = "Pieces on hand", .example = "50"},
    {"stock", F_INT, IMPORT, .aliases = "stock_quantity on_hand", .least = 0, .most = 1000000000,
     .meaning = "Pieces on hand", .example = "50"},
    {"on_hand", F_INT, OUT, .meaning = "Pieces in the warehouse", .example = "50"},
    {"reserved", F_INT, OUT, .meaning = "Pieces promised to open orders", .example = "2"},
    {"available", F_INT, OUT, .meaning = "on_hand - reserved", .example = "48"},
    {"low_stock_threshold", F_INT, SENT | OUT, .aliases = "min_stock",
     .least = 0, .most = 1000000000,
     .meaning = "Available at or below this is low", .example = "10"},
    {"is_low_stock", F_BOOL, OUT, .meaning = "Whether it is", .example = "false"},
    {"weight_kg", F_DECIMAL, SENT | OUT, .nullable = ALWAYS, .least = 0, .most = 9999999999,
     .meaning = "Weight of one piece", .example = "1.250"},
    {"tax_class", F_TEXT, SENT | OUT, .least = 1, .most = 50,
     .meaning = "Which tax rates are its", .example = "\"standard\""},
    {"is_active", F_BOOL, SENT | OUT, .meaning = "Whether it is for sale"},
    {"is_active", F_BOOL, QUERY,
     .meaning = "Only those that are for sale, or only the others, which staff and above see"},
    {"sort", F_ENUM, EXPORT, .words = export_sorts, .standard = "name",
     .meaning = "Order of the lines, as of the list"},
    {"columns", F_NAMES, EXPORT, .words = export_columns,
     .meaning = "Which columns, in this order; all when absent"},
    {"bom", F_BOOL, EXPORT, .meaning = "Begin with the mark by which spreadsheets know UTF-8"},
    {"version", F_INT, OUT, .meaning = "Counts edits; the ETag"},
    {"created_at", F_TIME, OUT, .meaning = "When it was made"},
    {"updated_at", F_TIME, OUT, .meaning = "Last edit"},
    {.name = NULL},
};
const struct schema product_in = {"ProductIn", product, .use = IN};
const struct schema product_change_in = {"ProductChange", product, .use = CHANGE};
const struct schema product_row = {"ProductRow", product, .use = IMPORT};
const struct schema product_query = {"ProductQuery", product, .use = QUERY};
const struct schema product_export_query = {
    "ProductExportQuery", product, .use = QUERY | EXPORT};
const struct schema product_out = {"Product", product, .use = OUT};
const struct schema low_stock_query = {"LowStockQuery", product, .use = LOW_STOCK};

/* ---- stock ---- */

static const struct sort movement_sorts[] = {
    {"-id", Q_MOVEMENTS_LIST, NULL},
    {NULL, Q_NONE, NULL},
};
const struct list movements_list = {movement_sorts, Q_MOVEMENTS_COUNT};

static const struct word kinds[] = {
    {"initial", "initial"}, {"restock", "restock"}, {"adjustment", "adjustment"},
    {"reserve", "reserve"}, {"release", "release"}, {"sale", "sale"},
    {"return", "return"},   {NULL, NULL},
};

static const struct field movement[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"kind", F_ENUM, OUT, .words = kinds,
     .meaning = "What happened", .example = "\"adjustment\""},
    {"adjustment", F_INT, IN, .least = -1000000000, .most = 1000000000,
     .meaning = "Pieces to add, or to take when negative", .example = "-5"},
    {"quantity", F_INT, IN, .least = 0, .most = 1000000000, .meaning = "Pieces there are"},
    {"quantity", F_INT, OUT, .meaning = "Pieces; only an adjustment may be negative",
     .example = "-5"},
    {"reason", F_TEXT, IN | OUT, .nullable = OUT, .least = 1, .most = 200,
     .meaning = "Why", .example = "\"Damaged in the warehouse\""},
    {"order_id", F_ID, OUT, .nullable = OUT, .meaning = "For which order"},
    {"actor_id", F_ID, OUT, .nullable = OUT, .meaning = "By whom"},
    {"created_at", F_TIME, OUT, .meaning = "When"},
    {.name = NULL},
};
const struct schema stock_in = {"StockIn", movement, .use = IN, .one_of = "adjustment quantity"};
const struct schema movement_out = {"StockMovement", movement, .use = OUT};

/* The same five accounts of one product, and of all together. */
enum { ONE_PRODUCT = USE_OWN };
static const struct schema difference;

static const struct field accounts[] = {
    {"product_id", F_ID, ONE_PRODUCT, .meaning = "The product"},
    {"sku", F_TEXT, ONE_PRODUCT, .meaning = "Its SKU", .example = "\"LAP-001\""},
    {"checked_at", F_TIME, OUT, .meaning = "As of when"},
    {"products", F_INT, OUT, .meaning = "Products compared", .example = "120"},
    {"on_hand", F_INT, .meaning = "Pieces in the warehouse, by the product", .example = "50"},
    {"reserved", F_INT, .meaning = "Pieces promised, by the product", .example = "2"},
    {"ledger_on_hand", F_INT, .meaning = "Pieces in the warehouse, by the movements",
     .example = "50"},
    {"ledger_reserved", F_INT, .meaning = "Pieces promised, by the movements", .example = "2"},
    {"ordered", F_INT, .meaning = "Pieces that open orders wait for", .example = "2"},
    {"difference_count", F_INT, OUT, .meaning = "Products whose accounts differ", .example = "0"},
    {"differences", F_ARRAY, OUT, .of = &difference,
     .meaning = "The first thousand of them, by id; orderctl stock reconcile --fix repairs"},
    {.name = NULL},
};
static const struct schema difference = {"StockDifference", accounts, .use = ONE_PRODUCT};
const struct schema reconcile_out = {"StockReconciliation", accounts, .use = OUT};

/* ---- categories ---- */

static const struct field category[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"name", F_TEXT, .required = IN, .least = 1, .most = 100,
     .meaning = "Unique, ignoring case", .example = "\"Furniture\""},
    {"description", F_LINES, .nullable = OUT, .most = 2000,
     .meaning = "Free text", .example = "\"Desks and chairs\""},
    {"product_count", F_INT, OUT, .meaning = "Products for sale in it", .example = "12"},
    {"created_at", F_TIME, OUT, .meaning = "When it was made"},
    {.name = NULL},
};
const struct schema category_in = {"CategoryIn", category, .use = IN};
const struct schema category_out = {"Category", category, .use = OUT};
/* clang-format on */
