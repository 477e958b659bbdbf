/* What the steps of an order's life look like on the wire, those taken and those to take. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/orders.h"
#include "api/orders/price.h"
#include "api/orders/wire.h"

/* clang-format off */
static const struct word refunds[] = {{"share", "share"}, {"none", "none"}, {NULL, NULL}};

static const struct field step[] = {
    {"status", F_ENUM, STATUS, .required = STATUS, .words = order_statuses,
     .meaning = "The status to move to", .example = "\"confirmed\""},
    {"items", F_ARRAY, SHIP, .least = 1, .most = ORDER_LINES_MOST, .of = &shipment_item_in,
     .meaning = "What leaves together; all that remains when absent"},
    {"items", F_ARRAY, RETURN, .required = RETURN, .least = 1, .most = ORDER_LINES_MOST,
     .of = &return_item_in, .meaning = "What comes back, of what has been shipped"},
    {"items", F_ARRAY, RECEIVE, .least = 1, .most = ORDER_LINES_MOST, .of = &return_receive_item_in,
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
/* clang-format on */
