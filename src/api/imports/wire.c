/* What imports look like on the wire, and the lines of old orders. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/imports/import.h"
#include "api/orders/orders.h"
#include "api/payments/payments.h"

enum { ORDERS = USE_OWN };

/* clang-format off */
static const struct field order_line[] = {
    {"reference", F_TEXT, .required = IMPORT, .least = 1, .most = 100},
    {"customer_external_id", F_TEXT, .least = 1, .most = 100},
    {.name = "customer_email", .type = F_EMAIL},
    {"sku", F_TEXT, .required = IMPORT, .least = 1, .most = 64},
    {"quantity", F_INT, .required = IMPORT, .least = -1000000, .most = 1000000},
    {"returned_quantity", F_INT, .least = 0, .most = 1000000},
    {"unit_price", F_MONEY, .least = 0, .most = 999999999999},
    {"discount", F_MONEY, .least = 0, .most = 99999999999},
    {"shipping_cost", F_MONEY, .least = 0, .most = 99999999999},
    {"tax", F_MONEY, .least = 0, .most = 99999999999},
    {.name = "tax_included", .type = F_BOOL},
    {"status", F_ENUM, .words = order_statuses},
    {.name = "created_at", .type = F_TIME},
    {.name = "confirmed_at", .type = F_TIME},
    {.name = "shipped_at", .type = F_TIME},
    {.name = "delivered_at", .type = F_TIME},
    {.name = "cancelled_at", .type = F_TIME},
    {.name = "returned_at", .type = F_TIME},
    {"payment_status", F_ENUM, .words = payment_statuses},
    {"paid", F_MONEY, .least = 0, .most = 999999999999},
    {.name = "paid_at", .type = F_TIME},
    {"refunded", F_MONEY, .least = 0, .most = 999999999999},
    {.name = "refunded_at", .type = F_TIME},
    {"payment_method", F_TEXT, .least = 1, .most = 50},
    {"shipping_method", F_TEXT, .least = 1, .most = 50},
    {"carrier", F_TEXT, .least = 1, .most = 100},
    {"tracking_number", F_TEXT, .least = 1, .most = 100},
    {"shipping_address", F_ADDRESS, .of = &address},
    {"billing_address", F_ADDRESS, .of = &address},
    {"customer_notes", F_LINES, .least = 1, .most = 2000},
    {.name = NULL},
};
const struct schema order_row = {"OrderRow", order_line, .use = IMPORT};

static const struct field fault[] = {
    {"line", F_INT, .meaning = "Line of the file, from 1", .example = "17"},
    {"column", F_TEXT,
     .meaning = "Name of the column; empty: the whole line", .example = "\"price\""},
    {"code", F_TEXT, .meaning = "Stable word for programs", .example = "\"required\""},
    {"detail", F_TEXT, .meaning = "For people", .example = "\"is required\""},
    {.name = NULL},
};
static const struct schema fault_out = {"ImportError", fault, .use = OUT};

static const struct field change[] = {
    {"line", F_INT, .meaning = "Line of the file, from 1", .example = "17"},
    {"key", F_TEXT, .meaning = "What the row is known by: SKU, e-mail", .example = "\"LAPTOP-001\""},
    {"is_new", F_BOOL, .meaning = "Whether it would be made"},
    {"cells", F_JSON, .meaning = "What would change: column, old (null: nothing yet), new",
     .example = "[{\"column\":\"price\",\"old\":12.50,\"new\":13}]"},
    {.name = NULL},
};
static const struct schema change_out = {"ImportChange", change, .use = OUT};

static const struct field report[] = {
    {"partial", F_BOOL, QUERY,
     .meaning = "Import the good lines although others are bad; else nothing then"},
    {"ignore_unknown", F_BOOL, QUERY | ORDERS,
     .meaning = "Pass over columns that are not known, instead of refusing the file"},
    {"update_only", F_BOOL, QUERY, .meaning = "Refuse lines of what is not there yet"},
    {"partial", F_BOOL, ORDERS,
     .meaning = "Import the good orders although lines of others are bad; else nothing then"},
    {"skip_existing", F_BOOL, ORDERS,
     .meaning = "Pass over orders that are there already, whatever the file says of them; else one "
                "that differs is refused"},
    {"no_stock", F_BOOL, ORDERS,
     .meaning = "What has been shipped does not take from the stock of today"},
    {"dry_run", F_BOOL, QUERY | ORDERS,
     .meaning = "Tell what would become of it, with `changes`, and undo it"},
    {"lines", F_INT, OUT, .meaning = "Lines read, without the first", .example = "100"},
    {"created", F_INT, OUT, .meaning = "Rows made", .example = "90"},
    {"updated", F_INT, OUT, .meaning = "Rows changed", .example = "8"},
    {"unchanged", F_INT, OUT, .meaning = "Rows that were so already", .example = "1"},
    {"error_count", F_INT, OUT, .meaning = "Errors found", .example = "1"},
    {"errors", F_ARRAY, OUT, .of = &fault_out,
     .meaning = "The first 1,000 of them: lines that were left out (partial), and fields that "
                "orders placed meanwhile did not allow to be set"},
    {"changes", F_ARRAY, OUT, .of = &change_out, .nullable = OUT,
     .meaning = "Of a dry run, the first 500 lines that would change something; else null"},
    {.name = NULL},
};
const struct schema import_query = {"ImportQuery", report, .use = QUERY};
const struct schema import_orders_query = {"OrdersImportQuery", report, .use = ORDERS};
const struct schema import_out = {"ImportReport", report, .use = OUT};
/* clang-format on */
