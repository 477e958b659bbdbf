/* What returns of all orders look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/orders.h"
#include "api/payments/payments.h"

static const struct sort return_sorts[] = {
    {"-created_at", Q_RETURNS_BY_CREATED_DESC, "created_at"},
    {"created_at", Q_RETURNS_BY_CREATED, "created_at"},
    {NULL, Q_NONE, NULL},
};
const struct list returns_list = {return_sorts, Q_RETURNS_COUNT};

/* clang-format off */
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
