/* What orders, their steps and bulk requests look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/bulk.h"
#include "api/orders/orders.h"
#include "api/orders/price.h"
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

static const struct sort return_sorts[] = {
    {"-created_at", Q_RETURNS_BY_CREATED_DESC, "created_at"},
    {"created_at", Q_RETURNS_BY_CREATED, "created_at"},
    {NULL, Q_NONE, NULL},
};
const struct list returns_list = {return_sorts, Q_RETURNS_COUNT};

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

enum {
    SENT = IN | CHANGE,
    QUOTE = USE_OWN,
    STATUS = USE_OWN << 1,
    NOTE = USE_OWN << 2,
    SHIP = USE_OWN << 3,
    RETURN = USE_OWN << 4,
    RECEIVE = USE_OWN << 5,
    MEND = USE_OWN << 6,
    FILTERED = USE_OWN << 7,
    CHOSEN = USE_OWN << 8,
    SLIP = USE_OWN << 9,
    CHOICE = USE_OWN << 10,
    LINES = USE_OWN << 11,
};
#define BACK RETURN | RECEIVE
#define EXPORT FILTERED | CHOSEN

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
static const struct schema shipped = {"ShipmentItemIn", line, .use = SHIP, .one_of = ANY_NAME};
static const struct schema returned = {"ReturnItemIn", line, .use = RETURN, .one_of = ANY_NAME};
static const struct schema received = {
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

/* ---- the steps of its life ---- */

static const struct word refunds[] = {{"share", "share"}, {"none", "none"}, {NULL, NULL}};

static const struct field step[] = {
    {"status", F_ENUM, STATUS, .required = STATUS, .words = order_statuses,
     .meaning = "The status to move to", .example = "\"confirmed\""},
    {"items", F_ARRAY, SHIP, .least = 1, .most = ORDER_LINES_MOST, .of = &shipped,
     .meaning = "What leaves together; all that remains when absent"},
    {"items", F_ARRAY, RETURN, .required = RETURN, .least = 1, .most = ORDER_LINES_MOST,
     .of = &returned, .meaning = "What comes back, of what has been shipped"},
    {"items", F_ARRAY, RECEIVE, .least = 1, .most = ORDER_LINES_MOST, .of = &received,
     .meaning = "What came of it; all of it when absent. The rest stays asked for, as a return of "
                "its own"},
    {"close", F_BOOL, RECEIVE, .standard = "false",
     .meaning = "The rest is not expected any more"},
    {"refund", F_ENUM, BACK, .words = refunds,
     .meaning = "From managers. share: what the pieces are worth, as without it; none: nothing for "
                "them", .example = "\"share\""},
    {"refund_amount", F_MONEY, BACK, .least = 0, .most = 99999999,
     .meaning = "From managers: what goes back for the pieces, up to their share"},
    {"refund_shipping", F_BOOL, BACK,
     .meaning = "From managers: give back the shipping, too; once an order"},
    {"carrier", F_TEXT, STATUS | SHIP | MEND, .nullable = MEND, .least = 1, .most = 100,
     .meaning = "Who carries it", .example = "\"DHL\""},
    {"tracking_number", F_TEXT, STATUS | SHIP | MEND, .nullable = MEND, .least = 1, .most = 100,
     .meaning = "The carrier's number", .example = "\"JD014600003\""},
    {"note", F_LINES, STATUS | SHIP | MEND, .most = 2000,
     .meaning = "Why; kept in the history", .example = "\"Stock checked\""},
    {"note", F_LINES, NOTE | RECEIVE, .aliases = "reason", .most = 2000,
     .meaning = "Why; kept in the history", .example = "\"Ordered by mistake\""},
    {"customer_note", F_LINES, STATUS | SHIP | MEND | NOTE | BACK, .most = 2000,
     .meaning = "What the customer is told, in the history and by mail",
     .example = "\"We packed it twice\""},
    {"reason", F_LINES, RETURN, .aliases = "note", .most = 2000,
     .meaning = "Why", .example = "\"Arrived broken\""},
    {.name = NULL},
};
const struct schema order_status_in = {"OrderStatusIn", step, .use = STATUS};
const struct schema order_note_in = {"OrderNoteIn", step, .use = NOTE};
const struct schema shipment_in = {"ShipmentIn", step, .use = SHIP};
const struct schema shipment_change_in = {"ShipmentChangeIn", step, .use = MEND};
const struct schema return_in = {"ReturnIn", step, .use = RETURN};
const struct schema return_receive_in = {"ReturnReceiveIn", step, .use = RECEIVE};

static const struct field history[] = {
    {"id", F_ID, .meaning = "Identity"},
    {"from_status", F_ENUM, .nullable = OUT, .words = order_statuses,
     .meaning = "Before; null when it was placed", .example = "\"pending\""},
    {"to_status", F_ENUM, .words = order_statuses,
     .meaning = "After", .example = "\"confirmed\""},
    {"action", F_TEXT, .meaning = "What was done", .example = "\"confirm\""},
    {"actor_id", F_ID, .nullable = OUT, .meaning = "By whom"},
    {"actor", F_TEXT, .nullable = OUT, .meaning = "Their name", .example = "\"Mary Major\""},
    {"note", F_TEXT, .nullable = OUT,
     .meaning = "Why; for the people of the shop and who wrote it"},
    {"customer_note", F_TEXT, .nullable = OUT, .meaning = "What the customer is told"},
    {"created_at", F_TIME, .meaning = "When"},
    {.name = NULL},
};
const struct schema history_out = {"OrderHistoryEntry", history, .use = OUT};

static const struct field action_mail[] = {
    {"kind", F_TEXT, .meaning = "Its templates", .example = "\"order_approved\""},
    {"to", F_EMAIL, .nullable = OUT,
     .meaning = "Where to; null: there is no address that mail reaches"},
    {.name = NULL},
};
static const struct schema action_mail_out = {"OrderActionMail", action_mail, .use = OUT};

static const struct field action[] = {
    {"action", F_TEXT, .meaning = "What could be done", .example = "\"confirm\""},
    {"allowed", F_BOOL, .meaning = "Whether you could do it now"},
    {"code", F_TEXT, .nullable = OUT,
     .meaning = "Why not: the code that the request would be refused with (unknown_product is one "
                "of the errors of a 422)",
     .example = "\"invalid_transition\""},
    {"detail", F_TEXT, .nullable = OUT,
     .meaning = "Why not, in words",
     .example = "\"The order is shipped; that does not allow this.\""},
    {"about", F_TEXT, .nullable = OUT,
     .meaning = "What its words name, for who says it in other words: a role, a status, a currency, SKUs or kilograms",
     .example = "\"shipped\""},
    {"becomes", F_JSON,
     .meaning = "The statuses it may lead to from here", .example = "[\"confirmed\"]"},
    {"mails", F_ARRAY, .of = &action_mail_out,
     .meaning = "What the buyer is sent when it is done; nothing while no relay tells the world"},
    {"amount", F_MONEY, .nullable = OUT,
     .meaning = "The most that it could be of: what is left to pay, or to give back", .example = "21.60"},
    {"provider", F_TEXT, .nullable = OUT,
     .meaning = "Of pay: who would move the money, and so whose token of a means of payment is asked for",
     .example = "\"simulated\""},
    {.name = NULL},
};
const struct schema action_out = {"OrderAction", action, .use = OUT};

enum { SUM = USE_OWN, EACH = USE_OWN << 1 };

static const struct field selection[] = {
    {"count", F_INT, OUT, .meaning = "How many there are, at most 10,000", .example = "2"},
    {"capped", F_BOOL, OUT, .meaning = "Whether there are more, which come after them"},
    {"totals", F_ARRAY, OUT, .of = &currency_sum_out, .meaning = "Their sum, by currency"},
    {"ids", F_JSON, OUT, .meaning = "Their ids, in order", .example = "[2, 1]"},
    {"rows", F_ARRAY, OUT, .of = &selected_order_out, .meaning = "They themselves, in order"},
    {"id", F_ID, EACH, .meaning = "Identity"},
    {"order_number", F_TEXT, EACH,
     .meaning = "ORD-YYYYMMDD-XXXXXXXX", .example = "\"ORD-20260101-0A1B2C3D\""},
    {"status", F_ENUM, EACH, .words = order_statuses,
     .meaning = "Where it is in its life", .example = "\"pending\""},
    {"currency", F_TEXT, SUM | EACH, .meaning = "ISO 4217", .example = "\"USD\""},
    {"orders", F_INT, SUM, .meaning = "How many are in it", .example = "2"},
    {"total", F_MONEY, SUM, .meaning = "Sum of their totals", .example = "63.20"},
    {"total", F_MONEY, EACH, .meaning = "What it costs", .example = "31.60"},
    {"version", F_INT, EACH, .meaning = "Counts changes; the ETag"},
    {.name = NULL},
};
const struct schema currency_sum_out = {"CurrencySum", selection, .use = SUM};
const struct schema selected_order_out = {"SelectedOrder", selection, .use = EACH};
const struct schema selection_out = {"Selection", selection, .use = OUT};

static const struct field printing[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"order_ids", F_IDS, IN, .least = 1, .most = 500, .meaning = "Whose slips"},
    {"shipment_ids", F_IDS, IN, .least = 1, .most = 500,
     .meaning = "Or of which shipments; they stand for their orders"},
    {"orders", F_INT, OUT, .meaning = "Of how many orders", .example = "2"},
    {"created_at", F_TIME, OUT, .meaning = "When"},
    {.name = NULL},
};
const struct schema printing_in = {
    "PrintingIn", printing, .use = IN, .one_of = "order_ids shipment_ids"};
const struct schema printing_out = {"Printing", printing, .use = OUT};

/* ---- returns of all orders ---- */

static const struct word return_statuses[] = {
    {"requested", "requested"}, {"received", "received"}, {"rejected", "rejected"},
    {"withdrawn", "withdrawn"}, {"closed", "closed"},     {NULL, NULL},
};

enum { RETURN_LINE = USE_OWN };
static const struct schema return_line;

static const struct field back[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"order_id", F_ID, OUT, .meaning = "The order"},
    {"order_id", F_ID, QUERY, .meaning = "Only of this order"},
    {"order_number", F_TEXT, OUT,
     .meaning = "Its number", .example = "\"ORD-20260101-0A1B2C3D\""},
    {"order_status", F_ENUM, OUT, .words = order_statuses,
     .meaning = "Where it is in its life", .example = "\"shipped\""},
    {"payment_status", F_ENUM, OUT, .words = payment_statuses,
     .meaning = "What has been paid for it", .example = "\"paid\""},
    {"customer_id", F_ID, OUT, .nullable = OUT, .meaning = "Who it is for"},
    {"customer_id", F_ID, QUERY, .meaning = "Only of orders for this customer"},
    {"customer", F_JSON, OUT, .nullable = OUT, .meaning = "The customer as it was then"},
    {"department_id", F_ID, OUT, .nullable = OUT, .meaning = "Which department's"},
    {"status", F_ENUM, OUT, .words = return_statuses,
     .meaning = "Asked for, here, or ended otherwise", .example = "\"requested\""},
    {"status", F_ENUM, QUERY, .words = return_statuses, .meaning = "Only in this state"},
    {"from", F_TIME, QUERY,
     .meaning = "Asked for at or after; a date begins in the business time zone"},
    {"to", F_TIME, QUERY,
     .meaning = "Asked for before; a date ends in the business time zone"},
    {"reason", F_TEXT, OUT, .nullable = OUT, .meaning = "Why, in their words"},
    {"customer_note", F_TEXT, OUT, .nullable = OUT, .meaning = "What the customer was told"},
    {"share", F_MONEY, OUT, .nullable = OUT,
     .meaning = "What the pieces are worth: their share of the goods with tax; null until received",
     .example = "21.60"},
    {"refund_amount", F_MONEY, OUT, .nullable = OUT,
     .meaning = "What goes back for it, as far as that is paid; null until received",
     .example = "21.60"},
    {"shipping_refund", F_MONEY, OUT,
     .meaning = "How much of that is the order's shipping", .example = "0.00"},
    {"total", F_MONEY, OUT, .meaning = "Of the order", .example = "43.20"},
    {"currency", F_TEXT, OUT, .meaning = "ISO 4217", .example = "\"USD\""},
    {"captured_amount", F_MONEY, OUT, .meaning = "What was paid for it", .example = "43.20"},
    {"refunded_amount", F_MONEY, OUT,
     .meaning = "What of that went back, or is on its way", .example = "0.00"},
    {"rest_of", F_ID, OUT, .nullable = OUT,
     .meaning = "The return with which these pieces did not come"},
    {"requested_by", F_ID, OUT, .meaning = "Who asked for it"},
    {"received_by", F_ID, OUT, .nullable = OUT, .meaning = "Who took it in"},
    {"ended_by", F_ID, OUT, .nullable = OUT, .meaning = "Who rejected, withdrew or closed it"},
    {"created_at", F_TIME, OUT, .meaning = "When it was asked for"},
    {"received_at", F_TIME, OUT, .nullable = OUT, .meaning = "When it was taken in"},
    {"ended_at", F_TIME, OUT, .nullable = OUT, .meaning = "When that was"},
    {"items", F_ARRAY, OUT, .of = &return_line, .meaning = "What comes back"},

    {"order_line_id", F_ID, RETURN_LINE, .meaning = "The line of the order"},
    {"product_id", F_ID, RETURN_LINE, .meaning = "The product"},
    {"product_sku", F_TEXT, RETURN_LINE,
     .meaning = "Its SKU when it was priced", .example = "\"LAP-001\""},
    {"product_name", F_TEXT, RETURN_LINE,
     .meaning = "Its name when it was priced", .example = "\"Laptop\""},
    {"unit_price", F_MONEY, RETURN_LINE,
     .meaning = "Price of one when it was priced", .example = "10.00"},
    {"quantity", F_INT, RETURN_LINE, .meaning = "Pieces that come back with this return"},
    {"restock", F_BOOL, RETURN_LINE, .meaning = "Whether the pieces can be sold again"},
    {"ordered_quantity", F_INT, RETURN_LINE, .meaning = "Pieces ordered", .example = "2"},
    {"shipped_quantity", F_INT, RETURN_LINE, .meaning = "Pieces that have left", .example = "2"},
    {"cancelled_quantity", F_INT, RETURN_LINE,
     .meaning = "Pieces that will not leave any more", .example = "0"},
    {"returned_quantity", F_INT, RETURN_LINE,
     .meaning = "Pieces that came back, with this return or another", .example = "0"},
    {.name = NULL},
};
static const struct schema return_line = {"ReturnLine", back, .use = RETURN_LINE};
const struct schema return_query = {"ReturnQuery", back, .use = QUERY};
const struct schema return_out = {"Return", back, .use = OUT};
/* clang-format on */

/* ---- many at once ---- */

/* The names of bulk_actions (bulk.c). */
static const struct word actions[] = {
    {"approve", "approve"}, {"cancel", "cancel"}, {"confirm", "confirm"}, {"delete", "delete"},
    {"deliver", "deliver"}, {"place", "place"},   {"process", "process"}, {"reject", "reject"},
    {"return", "return"},   {"ship", "ship"},     {NULL, NULL},
};

enum { ENTRY = USE_OWN, RESULT = USE_OWN << 1 };
static const struct schema entry, result;

/* clang-format off */
static const struct field bulk[] = {
    {"entries", F_ARRAY, IN, .required = IN, .least = 1, .most = BULK_MOST, .of = &entry,
     .meaning = "What is to be done, in this order; an Idempotency-Key is for each of them by "
                "itself"},
    {"atomic", F_BOOL, IN, .standard = "false",
     .meaning = "true: all or nothing; otherwise each entry by itself"},
    {"results", F_ARRAY, OUT, .of = &result, .meaning = "One an entry, in their order"},
    {"failed", F_INT, OUT, .meaning = "Entries that were not done", .example = "0"},

    {"order", F_JSON, ENTRY, .meaning = "An order to place, as POST /orders takes it",
     .example = "{\"items\": [{\"product_id\": 1, \"quantity\": 2}]}"},
    {"id", F_ID, ENTRY, .meaning = "Or an order to do something with"},
    {"action", F_ENUM, ENTRY, .words = actions, .meaning = "What to do with order id"},
    {"note", F_LINES, ENTRY, .most = 2000, .meaning = "Why; kept in the history"},
    {"customer_note", F_LINES, ENTRY, .most = 2000, .meaning = "What the customer is told"},
    {"items", F_JSON, ENTRY, .meaning = "Of ship and return: the lines, as there"},
    {"carrier", F_TEXT, ENTRY, .least = 1, .most = 100, .meaning = "Of ship"},
    {"tracking_number", F_TEXT, ENTRY, .least = 1, .most = 100, .meaning = "Of ship"},

    {"index", F_INT, RESULT, .meaning = "Which entry, from 0"},
    {"status", F_INT, RESULT,
     .meaning = "As of a request of its own; 424 when it was undone or not begun, since another "
                "entry of an atomic request failed",
     .example = "201"},
    {"id", F_ID, RESULT, .nullable = RESULT,
     .meaning = "The order; null when it was not placed"},
    {"order", F_OBJECT, RESULT, .nullable = RESULT, .of = &order_out,
     .meaning = "The order as it is now"},
    {"problem", F_JSON, RESULT, .nullable = RESULT,
     .meaning = "Why it was refused, as a request of its own would tell"},
    {.name = NULL},
};
static const struct schema entry = {"BulkEntryIn", bulk, .use = ENTRY, .one_of = "order action"};
static const struct schema result = {"BulkResult", bulk, .use = RESULT};
const struct schema bulk_in = {"BulkIn", bulk, .use = IN};
const struct schema bulk_out = {"BulkResults", bulk, .use = OUT};
/* clang-format on */
