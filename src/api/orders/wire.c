/* What orders and their lines look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/orders.h"
#include "api/orders/price.h"
#include "api/orders/wire.h"
#include "api/payments/payments.h"

static const struct sort sorts[] = {
    {"-created_at", Q_ORDERS_BY_CREATED_DESC, "created_at"},
    {"created_at", Q_ORDERS_BY_CREATED, "created_at"},
    {"-order_number", Q_ORDERS_BY_NUMBER_DESC, "order_number"},
    {"order_number", Q_ORDERS_BY_NUMBER, "order_number"},
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

static const struct word placed_statuses[] = {
    {"draft", "draft"},
    {"pending", "pending"},
    {NULL, NULL},
};

/* clang-format off */
static const struct field address_fields[] = {
    {"name", F_TEXT, .least = 1, .most = 200,
     .meaning = "Who receives it", .example = "\"John Doe\""},
    {"company", F_TEXT, .least = 1, .most = 200,
     .meaning = "Their company", .example = "\"Doe Ltd\""},
    {"street", F_TEXT, .required = IN, .least = 1, .most = 200,
     .meaning = "Street and number", .example = "\"123 Main Street\""},
    {"street2", F_TEXT, .least = 1, .most = 200,
     .meaning = "What else leads there", .example = "\"Apartment 4\""},
    {"city", F_TEXT, .required = IN, .least = 1, .most = 100,
     .meaning = "City", .example = "\"New York\""},
    {"state", F_TEXT, .most = 100, .meaning = "State or region", .example = "\"NY\""},
    {"postal_code", F_TEXT, .aliases = "zipCode", .least = 1, .most = 20,
     .meaning = "Postal code, where there are any", .example = "\"10001\""},
    {"country", F_TEXT, .required = IN, .least = 2, .most = 100,
     .meaning = "Country", .example = "\"USA\""},
    {"phone", F_TEXT, .least = 1, .most = 50,
     .meaning = "For who delivers", .example = "\"+1 555 0100\""},
    {.name = NULL},
};
const struct schema address = {"Address", address_fields, .use = IN};

/* ---- lines: what is ordered, what leaves or comes back, what is shown ---- */

static const struct field line[] = {
    {"id", F_ID, OUT | SLIP, .meaning = "Identity"},
    {"order_line_id", F_ID, SHIP | BACK,
     .meaning = "The line of the order, by its id", .example = "1"},
    {"product_id", F_ID, IN, .meaning = "The product, by id", .example = "1"},
    {"product_id", F_ID, SHIP | BACK, .meaning = "The line, by its product"},
    {"product_id", F_ID, OUT | QUOTE, .meaning = "The product"},
    {"sku", F_TEXT, IN, .least = 1, .most = 64,
     .meaning = "The product, by SKU", .example = "\"LAP-001\""},
    {"sku", F_TEXT, SHIP | BACK, .least = 1, .most = 64,
     .meaning = "The line, by its product's SKU"},
    {"product_sku", F_TEXT, OUT | QUOTE | SLIP,
     .meaning = "Its SKU when it was priced", .example = "\"LAP-001\""},
    {"product_name", F_TEXT, OUT | QUOTE | SLIP,
     .meaning = "Its name when it was priced", .example = "\"Laptop\""},
    {"unit_price", F_MONEY, IN, .least = 0, .most = 999999999999,
     .meaning = "From managers, with price_reason: what one costs in this order",
     .example = "950.00"},
    {"unit_price", F_MONEY, OUT | QUOTE,
     .meaning = "Price of one when it was priced", .example = "999.99"},
    {"price_reason", F_TEXT, IN, .least = 1, .most = 200,
     .meaning = "From managers: why", .example = "\"Agreed on the phone\""},
    {"price_reason", F_TEXT, OUT, .nullable = OUT,
     .meaning = "Why a manager set the price; null: it is the catalogue's"},
    {"catalogue_price", F_MONEY, OUT, .nullable = OUT,
     .meaning = "What one cost by the catalogue, when a manager set the price"},
    {"quantity", F_INT, IN | SHIP | BACK | QUOTE, .required = IN | SHIP | BACK,
     .least = 1, .most = 1000000, .meaning = "Pieces", .example = "2"},
    {"quantity", F_INT, OUT | SLIP, .meaning = "Pieces ordered", .example = "2"},
    {"shipped_quantity", F_INT, OUT | SLIP, .meaning = "Pieces that have left", .example = "0"},
    {"cancelled_quantity", F_INT, OUT | SLIP,
     .meaning = "Pieces that will not leave any more", .example = "0"},
    {"returned_quantity", F_INT, OUT, .meaning = "Pieces that came back", .example = "0"},
    {"subtotal", F_MONEY, OUT | QUOTE,
     .meaning = "unit_price times quantity", .example = "1999.98"},
    {"discount", F_MONEY, OUT | QUOTE, .nullable = OUT,
     .meaning = "Its share of the discount; null: the order has one tax rate, no discount and "
                "untaxed shipping"},
    {"tax_rate", F_RATE, OUT | QUOTE, .nullable = OUT,
     .meaning = "Its tax as a share; null as discount is", .example = "0.080000"},
    {"tax", F_MONEY, OUT | QUOTE, .nullable = OUT, .meaning = "Its tax; null as discount is"},
    {"available", F_INT, QUOTE, .meaning = "Pieces that could be ordered now", .example = "48"},
    {"restock", F_BOOL, RETURN, .standard = "false",
     .meaning = "Whether the pieces can be sold again"},
    {"restock", F_BOOL, RECEIVE,
     .meaning = "Whether the pieces can be sold again; without it, as was asked for"},
    {.name = NULL},
};
#define ANY_NAME "order_line_id product_id sku"
const struct schema order_item_in = {"OrderItemIn", line, .use = IN, .one_of = "product_id sku"};
const struct schema shipment_item_in = {"ShipmentItemIn", line, .use = SHIP, .one_of = ANY_NAME};
const struct schema return_item_in = {"ReturnItemIn", line, .use = RETURN, .one_of = ANY_NAME};
const struct schema return_receive_item_in = {
    "ReturnReceiveItemIn", line, .use = RECEIVE, .one_of = ANY_NAME};
static const struct schema line_out = {"OrderLine", line, .use = OUT};
static const struct schema quote_line = {"QuoteLine", line, .use = QUOTE};
static const struct schema slip_line = {"SlipLine", line, .use = SLIP};

/* ---- orders ---- */

static const struct field tax_line[] = {
    {"name", F_TEXT, .meaning = "Of the tax", .example = "\"VAT\""},
    {"rate", F_RATE, .meaning = "As a share", .example = "0.200000"},
    {"net", F_MONEY, .meaning = "What is taxed by it", .example = "100.00"},
    {"tax", F_MONEY, .meaning = "What that comes to", .example = "20.00"},
    {.name = NULL},
};
const struct schema order_tax_out = {"OrderTax", tax_line, .use = OUT};

static const struct field discount[] = {
    {"amount", F_MONEY, IN, .least = 1, .most = 999999999999,
     .meaning = "So much", .example = "10.00"},
    {"percent", F_MONEY, IN, .least = 1, .most = 10000,
     .meaning = "Or so many per cent of the goods", .example = "10.00"},
    {"reason", F_TEXT, IN, .required = IN, .least = 1, .most = 200,
     .meaning = "Why", .example = "\"Arrived late last time\""},
    {.name = NULL},
};
static const struct schema discount_in = {
    "OrderDiscountIn", discount, .use = IN, .one_of = "amount percent"};

/* ---- orders as a file: its orders are those of the list, its columns those of export_orders ---- */

static const struct word order_sorts[] = {
    {"created_at", "created_at"}, {"-created_at", "-created_at"}, {"order_number", "order_number"},
    {"-order_number", "-order_number"}, {"total", "total"}, {"-total", "-total"}, {NULL, NULL},
};

static const struct word order_columns[] = {
    {"order_number", "order_number"}, {"external_id", "external_id"}, {"status", "status"},
    {"payment_status", "payment_status"}, {"created_at", "created_at"}, {"department", "department"}, {"customer", "customer"},
    {"customer_email", "customer_email"}, {"subtotal", "subtotal"},
    {"discount_code", "discount_code"}, {"discount", "discount"}, {"tax", "tax"},
    {"tax_included", "tax_included"}, {"shipping_cost", "shipping_cost"}, {"total", "total"},
    {"paid", "paid"}, {"refunded", "refunded"}, {"due", "due"}, {"net", "net"},
    {"currency", "currency"}, {"payment_method", "payment_method"},
    {"shipping_method", "shipping_method"}, {"carrier", "carrier"},
    {"tracking_number", "tracking_number"}, {"confirmed_at", "confirmed_at"},
    {"shipped_at", "shipped_at"}, {"delivered_at", "delivered_at"},
    {"cancelled_at", "cancelled_at"}, {"customer_notes", "customer_notes"}, {"pieces", "pieces"},
    {"city", "city"}, {"updated_at", "updated_at"}, {NULL, NULL},
};

static const struct field order[] = {
    {"id", F_ID, OUT | SLIP, .meaning = "Identity"},
    {"order_number", F_TEXT, OUT | SLIP,
     .meaning = "ORD-YYYYMMDD-XXXXXXXX", .example = "\"ORD-20260101-0A1B2C3D\""},
    {"external_id", F_TEXT, OUT, .nullable = OUT,
     .meaning = "What it is called where it was imported from", .example = "\"100012345\""},
    {"items", F_ARRAY, IN, .required = IN, .least = 1, .most = ORDER_LINES_MOST,
     .of = &order_item_in, .meaning = "What is ordered; lines of one product are summed"},
    {"items", F_ARRAY, CHANGE, .least = 1, .most = ORDER_LINES_MOST, .of = &order_item_in,
     .meaning = "The whole new list of lines; a line that stays or shrinks keeps its price, one "
                "that grows or is new is priced as of today"},
    {"accept_prices", F_BOOL, CHANGE,
     .meaning = "Whether lines may grow whose pieces cost more now (else 409 price_changed)"},
    {"discount_code", F_TEXT, IN, .least = 1, .most = 50,
     .meaning = "A code that takes something off", .example = "\"SPRING\""},
    {"discount_code", F_TEXT, CHANGE, .nullable = CHANGE, .least = 1, .most = 50,
     .meaning = "Takes the place of the discount it has; null: none"},
    {"discount_code", F_TEXT, OUT, .nullable = OUT, .meaning = "The code it was placed with"},
    {"discount_reason", F_TEXT, OUT, .nullable = OUT,
     .meaning = "Why a manager took something off"},
    {"discount", F_OBJECT, IN, .of = &discount_in,
     .meaning = "From managers, in place of a code: what is taken off"},
    {"discount", F_OBJECT, CHANGE, .nullable = CHANGE, .of = &discount_in,
     .meaning = "From managers: takes the place of the discount it has; null: none"},
    {"status", F_ENUM, IN, .words = placed_statuses, .standard = "pending",
     .meaning = "draft: only noted down, nothing is reserved and prices are not held until "
                "POST /orders/{id}/place"},
    {"status", F_ENUM, CHANGE, .words = order_statuses,
     .meaning = "From managers: as PATCH /orders/{id}/status; with the other fields of managers"},
    {"status", F_ENUM, OUT | SLIP, .words = order_statuses,
     .meaning = "Where it is in its life", .example = "\"pending\""},
    {"status", F_WORDS, QUERY, .words = order_statuses, .meaning = "Only in these statuses"},
    {"payment_status", F_ENUM, OUT, .words = payment_statuses, .meaning = "What has been paid"},
    {"payment_status", F_WORDS, QUERY, .words = payment_statuses,
     .meaning = "Only with these payment statuses"},
    {"search", F_SEARCH, QUERY,
     .meaning = "Beginning of the order number (ORD- and more) or its end (four characters and "
                "more), its external_id, a tracking number, the SKU of a line, or words of the customer's name as "
                "it is or was, e-mail or phone; when those fit more than 200 customers, the newest "
                "200 count, and of a list the newest 10,000 orders of theirs or with the SKU"},
    {"from", F_TIME, QUERY,
     .meaning = "Placed at or after; a date begins in the business time zone"},
    {"to", F_TIME, QUERY,
     .meaning = "Placed before; a date ends in the business time zone"},
    {"changed_since", F_TIME, QUERY,
     .meaning = "Changed at or after, or placed; and up to five minutes before, since a change is "
                "seen once its transaction ends. Who sends the moment at which the last walk through "
                "the list began misses none but deletions, which events tell"},
    {"ids", F_IDS, CHOSEN, .required = CHOSEN, .least = 1, .most = 10000,
     .meaning = "These; others than there are count for nothing"},
    {"sort", F_ENUM, EXPORT, .words = order_sorts, .standard = "created_at",
     .meaning = "Order of the lines, as of the list"},
    {"sort", F_ENUM, CHOICE, .words = order_sorts, .standard = "-created_at",
     .meaning = "Their order, as of the list"},
    {"bom", F_BOOL, EXPORT | LINES, .meaning = "Begin with the mark by which spreadsheets know UTF-8"},
    {"columns", F_NAMES, EXPORT, .words = order_columns,
     .meaning = "Which columns, in this order; all when absent"},
    {"user_id", F_ID, OUT, .meaning = "Who placed it"},
    {"customer_id", F_ID, SENT | OUT, .nullable = OUT,
     .meaning = "Who it is for; customers order for themselves"},
    {"customer_id", F_ID, QUERY, .meaning = "Only for this customer"},
    {"customer", F_JSON, OUT | SLIP, .nullable = OUT | SLIP,
     .meaning = "The customer as it was then"},
    {"department_id", F_ID, OUT, .nullable = OUT, .meaning = "Which department's"},
    {"department_id", F_ID, QUERY, .meaning = "Only of this department"},
    {"country", F_TEXT, QUERY, .least = 2, .most = 100,
     .meaning = "Only those that go there: ISO 3166-1, or a name of the country"},
    {"product_id", F_ID, QUERY, .meaning = "Only with this product among the lines"},
    {"sku", F_TEXT, QUERY, .least = 1, .most = 64,
     .meaning = "Only with the product of this SKU among the lines"},
    {"items", F_ARRAY, OUT, .of = &line_out, .meaning = "The lines"},
    {"items", F_ARRAY, QUOTE, .of = &quote_line, .meaning = "The lines"},
    {"items", F_ARRAY, SLIP, .of = &slip_line, .meaning = "The lines"},
    {"subtotal", F_MONEY, OUT | QUOTE, .meaning = "Sum of the lines", .example = "1999.98"},
    {"discount", F_MONEY, OUT | QUOTE, .meaning = "Taken off", .example = "0.00"},
    {"tax", F_MONEY, OUT | QUOTE, .meaning = "Tax, that on shipping too", .example = "160.00"},
    {"tax_included", F_BOOL, OUT | QUOTE,
     .meaning = "Whether prices and shipping have their tax in them; then total has it, too",
     .example = "false"},
    {"shipping_tax", F_MONEY, OUT | QUOTE, .meaning = "What of the tax is on shipping",
     .example = "0.00"},
    {"taxes", F_ARRAY, OUT | QUOTE, .nullable = OUT, .of = &order_tax_out,
     .meaning = "The tax by rates; null: all of it is of one"},
    {"shipping_cost", F_MONEY, OUT | QUOTE, .meaning = "Shipping", .example = "0.00"},
    {"shipping_cost", F_MONEY, SENT, .least = 0, .most = 99999999,
     .meaning = "From managers, the cost; from others, the most they agreed to pay",
     .example = "10.00"},
    {"total", F_MONEY, OUT | QUOTE,
     .meaning = "subtotal - discount + shipping_cost, + tax unless it is included",
     .example = "2159.98"},
    {"paid", F_MONEY, OUT, .meaning = "What was captured for it", .example = "2159.98"},
    {"refunded", F_MONEY, OUT, .meaning = "What of that went back", .example = "0.00"},
    {"due", F_MONEY, OUT,
     .meaning = "What is still owed of the total, without what was cancelled or came back",
     .example = "0.00"},
    {"currency", F_TEXT, OUT | QUOTE, .meaning = "ISO 4217", .example = "\"USD\""},
    {"approval_threshold", F_MONEY, QUOTE, .nullable = QUOTE,
     .meaning = "Above which your department's orders wait for approval; null: never, or its policy "
                "does not bind you"},
    {"budget", F_MONEY, QUOTE, .nullable = QUOTE,
     .meaning = "Of your department for this month, if its policy binds you; null: none"},
    {"budget_left", F_MONEY, QUOTE, .nullable = QUOTE, .meaning = "What is left of it"},
    {"needs_approval", F_BOOL, QUOTE,
     .meaning = "Whether it would wait for approval, if it was placed now"},
    {"shipping_address", F_ADDRESS, SENT | OUT | SLIP, .nullable = OUT | SLIP, .of = &address,
     .meaning = "Where it goes",
     .example = "{\"street\": \"123 Main Street\", \"city\": \"New York\", \"state\": \"NY\", "
                "\"postal_code\": \"10001\", \"country\": \"USA\"}"},
    {"billing_address", F_ADDRESS, IN, .of = &address,
     .meaning = "Where the invoice goes; the shipping address when absent"},
    {"billing_address", F_ADDRESS, CHANGE | OUT, .nullable = OUT, .of = &address,
     .meaning = "Where the invoice goes"},
    {"payment_method", F_TEXT, SENT | OUT, .nullable = OUT, .least = 1, .most = 50,
     .meaning = "How it is to be paid", .example = "\"credit_card\""},
    {"shipping_method", F_TEXT, SENT | OUT, .nullable = OUT, .least = 1, .most = 50,
     .meaning = "How it is to be sent", .example = "\"standard\""},
    {"shipments", F_JSON, OUT | SLIP, .meaning = "What has left the warehouse", .example = "[]"},
    {"returns", F_JSON, OUT,
     .meaning = "What came back, or is asked to be taken back: share is what its pieces are worth, "
                "refund_amount what goes back for it, as far as that is paid; status is one of "
                "requested, received, rejected, withdrawn and closed",
     .example = "[]"},
    {"tracking_number", F_TEXT, CHANGE, .nullable = CHANGE, .least = 1, .most = 100,
     .meaning = "From managers: the carrier's number"},
    {"tracking_number", F_TEXT, OUT, .nullable = OUT, .meaning = "Of the latest shipment"},
    {"carrier", F_TEXT, CHANGE, .nullable = CHANGE, .least = 1, .most = 100,
     .meaning = "From managers: who carries it"},
    {"carrier", F_TEXT, OUT, .nullable = OUT, .meaning = "Of the latest shipment"},
    {"note", F_LINES, CHANGE, .most = 2000,
     .meaning = "From managers: why; kept in the history"},
    {"customer_note", F_LINES, CHANGE, .most = 2000,
     .meaning = "From managers: what the customer is told, in the history and by mail"},
    {"customer_notes", F_LINES, SENT | OUT | SLIP, .nullable = CHANGE | OUT | SLIP,
     .aliases = "notes description", .most = 2000,
     .meaning = "From the buyer", .example = "\"Please ring twice\""},
    {"internal_notes", F_LINES, CHANGE | OUT, .nullable = CHANGE | OUT, .most = 2000,
     .meaning = "From managers, for staff and above; null for customers",
     .example = "\"Handle with care\""},
    {"printed_at", F_TIME, OUT | SLIP, .nullable = OUT | SLIP,
     .meaning = "When its slips were last printed; null: never, or you are a customer"},
    {"printed", F_BOOL, QUERY, .meaning = "Only those whose slips were printed, or only the others"},
    {"version", F_INT, OUT, .meaning = "Counts changes; the ETag"},
    {"created_at", F_TIME, OUT | SLIP, .meaning = "When it was placed"},
    {"updated_at", F_TIME, OUT, .meaning = "Last change"},
    {"confirmed_at", F_TIME, OUT, .nullable = OUT, .meaning = "When confirmed"},
    {"shipped_at", F_TIME, OUT, .nullable = OUT, .meaning = "When it left"},
    {"delivered_at", F_TIME, OUT, .nullable = OUT, .meaning = "When it arrived"},
    {"cancelled_at", F_TIME, OUT, .nullable = OUT, .meaning = "When cancelled"},
    {.name = NULL},
};
const struct schema order_in = {"OrderIn", order, .use = IN};
const struct schema order_change_in = {"OrderChangeIn", order, .use = CHANGE};
const struct schema order_query = {"OrderQuery", order, .use = QUERY};
const struct schema order_selection_query = {
    "OrderSelectionQuery", order, .use = QUERY | CHOICE};
const struct schema order_export_query = {
    "OrderExportQuery", order, .use = QUERY | FILTERED};
const struct schema order_lines_export_query = {
    "OrderLinesExportQuery", order, .use = QUERY | LINES};
const struct schema order_export_in = {"OrderExportIn", order, .use = CHOSEN};
const struct schema order_out = {"Order", order, .use = OUT};
const struct schema quote_out = {"Quote", order, .use = QUOTE};
const struct schema slip_out = {"SlipOrder", order, .use = SLIP};
/* clang-format on */
