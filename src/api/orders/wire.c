/* What orders look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/orders.h"
#include "api/orders/price.h"

static const struct sort sorts[] = {
    {"-created_at", Q_ORDERS_BY_CREATED_DESC, "created_at"},
    {"created_at", Q_ORDERS_BY_CREATED, "created_at"},
    {"-total", Q_ORDERS_BY_TOTAL_DESC, "total"},
    {"total", Q_ORDERS_BY_TOTAL, "total"},
    {NULL, Q_NONE, NULL},
};
const struct list orders_list = {sorts, Q_ORDERS_COUNT};

/* The statuses, and the other words the seeds' clients have for two of them. */
const struct word order_statuses[] = {
    {"draft", "draft"},
    {"pending_approval", "pending_approval"},
    {"pending", "pending"},
    {"confirmed", "confirmed"},
    {"approved", "confirmed"},
    {"processing", "processing"},
    {"partially_shipped", "partially_shipped"},
    {"shipped", "shipped"},
    {"delivered", "delivered"},
    {"completed", "delivered"},
    {"returned", "returned"},
    {"rejected", "rejected"},
    {"cancelled", "cancelled"},
    {NULL, NULL},
};

const struct word payment_statuses[] = {
    {"pending", "pending"},
    {"authorized", "authorized"},
    {"paid", "paid"},
    {"partially_refunded", "partially_refunded"},
    {"refunded", "refunded"},
    {"failed", "failed"},
    {NULL, NULL},
};

static const struct field address_fields[] = {
    {.name = "name",
     .type = F_TEXT,
     .least = 1,
     .most = 200,
     .meaning = "Who receives it",
     .example = "\"John Doe\""},
    {.name = "street",
     .type = F_TEXT,
     .required = ALWAYS,
     .least = 1,
     .most = 200,
     .meaning = "Street and number",
     .example = "\"123 Main Street\""},
    {.name = "city",
     .type = F_TEXT,
     .required = ALWAYS,
     .least = 1,
     .most = 100,
     .meaning = "City",
     .example = "\"New York\""},
    {.name = "state",
     .type = F_TEXT,
     .most = 100,
     .meaning = "State or region",
     .example = "\"NY\""},
    {.name = "postal_code",
     .aliases = "zipCode",
     .type = F_TEXT,
     .required = ALWAYS,
     .least = 1,
     .most = 20,
     .meaning = "Postal code",
     .example = "\"10001\""},
    {.name = "country",
     .type = F_TEXT,
     .required = ALWAYS,
     .least = 2,
     .most = 100,
     .meaning = "Country",
     .example = "\"USA\""},
    {.name = NULL},
};
const struct schema address = {.name = "Address", .fields = address_fields};

static const struct field item_fields[] = {
    {.name = "product_id", .type = F_ID, .meaning = "The product, by id", .example = "1"},
    {.name = "sku",
     .type = F_TEXT,
     .least = 1,
     .most = 64,
     .meaning = "The product, by SKU",
     .example = "\"LAP-001\""},
    {.name = "quantity",
     .type = F_INT,
     .required = ALWAYS,
     .least = 1,
     .most = 1000000,
     .meaning = "Pieces",
     .example = "2"},
    {.name = NULL},
};
const struct schema order_item_in = {
    .name = "OrderItemIn", .fields = item_fields, .one_of = "product_id sku"};

/* What a buyer may say of an order, when it is placed and when it is changed. */
#define BUYERS_FIELDS                                                                              \
    {.name = "customer_id",                                                                        \
     .type = F_ID,                                                                                 \
     .meaning = "Who it is for; customers order for themselves"},                                  \
        {.name = "shipping_address",                                                               \
         .type = F_ADDRESS,                                                                        \
         .of = &address,                                                                           \
         .meaning = "Where it goes",                                                               \
         .example = "{\"street\": \"123 Main Street\", \"city\": \"New York\", "                   \
                    "\"state\": \"NY\", \"postal_code\": \"10001\", \"country\": \"USA\"}"},       \
        {.name = "payment_method",                                                                 \
         .type = F_TEXT,                                                                           \
         .least = 1,                                                                               \
         .most = 50,                                                                               \
         .meaning = "How it is to be paid",                                                        \
         .example = "\"credit_card\""},                                                            \
        {.name = "shipping_method",                                                                \
         .type = F_TEXT,                                                                           \
         .least = 1,                                                                               \
         .most = 50,                                                                               \
         .meaning = "How it is to be sent",                                                        \
         .example = "\"standard\""},                                                               \
    {                                                                                              \
        .name = "shipping_cost", .type = F_MONEY, .least = 0, .most = 99999999,                    \
        .meaning = "From managers, the cost; from others, the most they agreed to pay",            \
        .example = "10.00"                                                                         \
    }

#define CUSTOMER_NOTES(flags_)                                                                     \
    {                                                                                              \
        .name = "customer_notes", .aliases = "notes description", .type = F_LINES,                 \
        .nullable = flags_, .most = 2000, .meaning = "From the buyer",                             \
        .example = "\"Please ring twice\""                                                         \
    }

static const struct word placed_statuses[] = {
    {"draft", "draft"},
    {"pending", "pending"},
    {NULL, NULL},
};

static const struct field in_fields[] = {
    {.name = "items",
     .type = F_ARRAY,
     .required = ALWAYS,
     .least = 1,
     .most = ORDER_LINES_MOST,
     .of = &order_item_in,
     .meaning = "What is ordered; lines of one product are summed"},
    {.name = "status",
     .type = F_ENUM,
     .words = placed_statuses,
     .standard = "pending",
     .meaning = "draft: only noted down, nothing is reserved and prices are not held until "
                "POST /orders/{id}/place"},
    {.name = "billing_address",
     .type = F_ADDRESS,
     .of = &address,
     .meaning = "Where the invoice goes; the shipping address when absent"},
    BUYERS_FIELDS,
    CUSTOMER_NOTES(0),
    {.name = NULL},
};
const struct schema order_in = {.name = "OrderIn", .fields = in_fields};

static const struct field change_fields[] = {
    {.name = "items",
     .type = F_ARRAY,
     .least = 1,
     .most = ORDER_LINES_MOST,
     .of = &order_item_in,
     .meaning = "The whole new list of lines; all are priced as of today"},
    {.name = "billing_address",
     .type = F_ADDRESS,
     .of = &address,
     .meaning = "Where the invoice goes"},
    BUYERS_FIELDS,
    CUSTOMER_NOTES(ALWAYS),
    {.name = "status",
     .type = F_ENUM,
     .words = order_statuses,
     .meaning = "From managers: as PATCH /orders/{id}/status; with the other fields of managers"},
    {.name = "note",
     .type = F_LINES,
     .most = 2000,
     .meaning = "From managers: why; kept in the history"},
    {.name = "internal_notes",
     .type = F_LINES,
     .nullable = ALWAYS,
     .most = 2000,
     .meaning = "From managers; customers never see them",
     .example = "\"Handle with care\""},
    {.name = "tracking_number",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .least = 1,
     .most = 100,
     .meaning = "From managers: the carrier's number"},
    {.name = "carrier",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .least = 1,
     .most = 100,
     .meaning = "From managers: who carries it"},
    {.name = NULL},
};
const struct schema order_change_in = {.name = "OrderChangeIn", .fields = change_fields};

static const struct field dry_run_fields[] = {
    {.name = "dry_run",
     .type = F_BOOL,
     .meaning = "Do it, answer what came of it (with the header Dry-Run), and undo it"},
    {.name = NULL},
};
const struct schema dry_run_query = {.name = "DryRunQuery", .fields = dry_run_fields};

static const struct field line_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity"},
    {.name = "product_id", .type = F_ID, .meaning = "The product"},
    {.name = "product_sku", .type = F_TEXT, .meaning = "As it was then", .example = "\"LAP-001\""},
    {.name = "product_name", .type = F_TEXT, .meaning = "As it was then", .example = "\"Laptop\""},
    {.name = "unit_price", .type = F_MONEY, .meaning = "As it was then", .example = "999.99"},
    {.name = "quantity", .type = F_INT, .meaning = "Pieces ordered", .example = "2"},
    {.name = "shipped_quantity", .type = F_INT, .meaning = "Pieces that have left", .example = "0"},
    {.name = "cancelled_quantity",
     .type = F_INT,
     .meaning = "Pieces that will not leave any more",
     .example = "0"},
    {.name = "returned_quantity",
     .type = F_INT,
     .meaning = "Pieces that came back",
     .example = "0"},
    {.name = "subtotal",
     .type = F_MONEY,
     .meaning = "unit_price times quantity",
     .example = "1999.98"},
    {.name = NULL},
};
static const struct schema line_out = {.name = "OrderLine", .fields = line_fields};

static const struct field out_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity"},
    {.name = "order_number",
     .type = F_TEXT,
     .meaning = "ORD-YYYYMMDD-XXXXXXXX",
     .example = "\"ORD-20260101-0A1B2C3D\""},
    {.name = "status",
     .type = F_ENUM,
     .words = order_statuses,
     .meaning = "Where it is in its life",
     .example = "\"pending\""},
    {.name = "payment_status",
     .type = F_ENUM,
     .words = payment_statuses,
     .meaning = "What has been paid"},
    {.name = "user_id", .type = F_ID, .meaning = "Who placed it"},
    {.name = "customer_id", .type = F_ID, .nullable = ALWAYS, .meaning = "Who it is for"},
    {.name = "customer",
     .type = F_JSON,
     .nullable = ALWAYS,
     .meaning = "The customer as it was then"},
    {.name = "department_id", .type = F_ID, .nullable = ALWAYS, .meaning = "Which department's"},
    {.name = "items", .type = F_ARRAY, .of = &line_out, .meaning = "The lines"},
    {.name = "subtotal", .type = F_MONEY, .meaning = "Sum of the lines", .example = "1999.98"},
    {.name = "discount", .type = F_MONEY, .meaning = "Taken off", .example = "0.00"},
    {.name = "tax", .type = F_MONEY, .meaning = "Tax on the subtotal", .example = "160.00"},
    {.name = "shipping_cost", .type = F_MONEY, .meaning = "Shipping", .example = "0.00"},
    {.name = "total",
     .type = F_MONEY,
     .meaning = "subtotal + tax + shipping_cost - discount",
     .example = "2159.98"},
    {.name = "currency", .type = F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = "shipping_address",
     .type = F_ADDRESS,
     .nullable = ALWAYS,
     .of = &address,
     .meaning = "Where it goes"},
    {.name = "billing_address",
     .type = F_ADDRESS,
     .nullable = ALWAYS,
     .of = &address,
     .meaning = "Where the invoice goes"},
    {.name = "payment_method",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "How it is paid",
     .example = "\"credit_card\""},
    {.name = "shipping_method",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "How it is sent",
     .example = "\"standard\""},
    {.name = "shipments",
     .type = F_JSON,
     .meaning = "What has left the warehouse",
     .example = "[]"},
    {.name = "returns",
     .type = F_JSON,
     .meaning = "What came back, or is asked to be taken back; refund_amount is the lines' share "
                "of the goods' price with tax",
     .example = "[]"},
    {.name = "tracking_number",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Of the latest shipment"},
    {.name = "carrier", .type = F_TEXT, .nullable = ALWAYS, .meaning = "Of the latest shipment"},
    {.name = "customer_notes",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "From the buyer",
     .example = "\"Please ring twice\""},
    {.name = "internal_notes",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "For staff and above; null for customers"},
    {.name = "version", .type = F_INT, .meaning = "Counts changes; the ETag"},
    {.name = "created_at", .type = F_TIME, .meaning = "When it was placed"},
    {.name = "updated_at", .type = F_TIME, .meaning = "Last change"},
    {.name = "confirmed_at", .type = F_TIME, .nullable = ALWAYS, .meaning = "When confirmed"},
    {.name = "shipped_at", .type = F_TIME, .nullable = ALWAYS, .meaning = "When it left"},
    {.name = "delivered_at", .type = F_TIME, .nullable = ALWAYS, .meaning = "When it arrived"},
    {.name = "cancelled_at", .type = F_TIME, .nullable = ALWAYS, .meaning = "When cancelled"},
    {.name = NULL},
};
const struct schema order_out = {.name = "Order", .fields = out_fields};

static const struct field query_fields[] = {
    {.name = "status", .type = F_ENUM, .words = order_statuses, .meaning = "Only this status"},
    {.name = "payment_status",
     .type = F_ENUM,
     .words = payment_statuses,
     .meaning = "Only this payment status"},
    {.name = "search",
     .type = F_SEARCH,
     .meaning = "Beginning of the order number, ORD- and more, or words of the customer's name or "
                "e-mail; when those fit more than 200 customers, the newest 200 count, and of a "
                "list their newest 10,000 orders"},
    {.name = "from",
     .type = F_TIME,
     .meaning = "Placed at or after; a date begins in the business time zone"},
    {.name = "to", .type = F_TIME, .meaning = "Placed before"},
    {.name = NULL},
};
const struct schema order_query = {.name = "OrderQuery", .fields = query_fields};

static const struct field quote_line_fields[] = {
    {.name = "product_id", .type = F_ID, .meaning = "The product"},
    {.name = "product_sku", .type = F_TEXT, .meaning = "Its SKU", .example = "\"LAP-001\""},
    {.name = "product_name", .type = F_TEXT, .meaning = "Its name", .example = "\"Laptop\""},
    {.name = "unit_price", .type = F_MONEY, .meaning = "Price of one", .example = "999.99"},
    {.name = "quantity", .type = F_INT, .meaning = "Pieces", .example = "2"},
    {.name = "subtotal",
     .type = F_MONEY,
     .meaning = "unit_price times quantity",
     .example = "1999.98"},
    {.name = "available",
     .type = F_INT,
     .meaning = "Pieces that could be ordered now",
     .example = "48"},
    {.name = NULL},
};
static const struct schema quote_line = {.name = "QuoteLine", .fields = quote_line_fields};

static const struct field quote_fields[] = {
    {.name = "items", .type = F_ARRAY, .of = &quote_line, .meaning = "The lines"},
    {.name = "subtotal", .type = F_MONEY, .meaning = "Sum of the lines", .example = "1999.98"},
    {.name = "discount", .type = F_MONEY, .meaning = "Taken off", .example = "0.00"},
    {.name = "tax", .type = F_MONEY, .meaning = "Tax on the subtotal", .example = "160.00"},
    {.name = "shipping_cost", .type = F_MONEY, .meaning = "Shipping", .example = "0.00"},
    {.name = "total",
     .type = F_MONEY,
     .meaning = "What the order would cost",
     .example = "2159.98"},
    {.name = "currency", .type = F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = NULL},
};
const struct schema quote_out = {.name = "Quote", .fields = quote_fields};
