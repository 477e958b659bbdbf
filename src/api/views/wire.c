/* What views look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/views/views.h"

/* As in the table view_lists. */
static const struct word lists[] = {
    {"orders", "orders"},
    {"products", "products"},
    {"customers", "customers"},
    {"low_stock", "low_stock"},
    {"approvals", "approvals"},
    {"returns", "returns"},
    {"payments", "payments"},
    {"users", "users"},
    {"audit", "audit"},
    {"deliveries", "deliveries"},
    {"events", "events"},
    {"mails", "mails"},
    {NULL, NULL},
};

/* clang-format off */
static const struct field view[] = {
    {"id", F_ID, OUT, .meaning = "Identity", .example = "1"},
    {"list", F_ENUM, IN | OUT, .required = IN, .words = lists,
     .meaning = "Which list", .example = "\"orders\""},
    {"list", F_ENUM, QUERY, .words = lists, .meaning = "Only of this list"},
    {"name", F_TEXT, IN | CHANGE | OUT, .required = IN, .least = 1, .most = 100,
     .meaning = "Unique among one's own of the list, ignoring case", .example = "\"To be packed\""},
    {"filters", F_TEXT, IN, .most = 2000, .standard = "",
     .meaning = "The list's query, as in an address", .example = "\"status=confirmed,processing&printed=false\""},
    {"filters", F_TEXT, CHANGE | OUT, .most = 2000,
     .meaning = "The list's query, as in an address", .example = "\"status=confirmed,processing&printed=false\""},
    {"sort", F_TEXT, IN | CHANGE | OUT, .nullable = ALWAYS, .least = 1, .most = 40,
     .meaning = "Its order; null: the list's own", .example = "\"created_at\""},
    {"columns", F_ARRAY, IN, .most = 50, .standard = "[]",
     .meaning = "The columns to show, in this order; none: the list's own", .example = "[\"order_number\",\"total\"]"},
    {"columns", F_ARRAY, CHANGE | OUT, .most = 50,
     .meaning = "The columns to show, in this order", .example = "[\"order_number\",\"total\"]"},
    {"is_shared", F_BOOL, IN, .standard = "false",
     .meaning = "Whether everybody who may open the list sees it, too"},
    {"is_shared", F_BOOL, CHANGE | OUT,
     .meaning = "Whether everybody who may open the list sees it, too"},
    {"user_id", F_ID, OUT, .meaning = "Whose it is"},
    {"owner", F_TEXT, OUT, .nullable = OUT, .meaning = "Their name", .example = "\"Mary Major\""},
    {"is_mine", F_BOOL, OUT, .meaning = "Whether it is yours to change"},
    {"version", F_INT, OUT, .meaning = "Counts edits; the ETag", .example = "1"},
    {"created_at", F_TIME, OUT, .meaning = "When it was made"},
    {"updated_at", F_TIME, OUT, .meaning = "Last edit"},
    {.name = NULL},
};
const struct schema view_in = {"ViewIn", view, .use = IN};
const struct schema view_change_in = {"ViewChange", view, .use = CHANGE};
const struct schema view_query = {"ViewQuery", view, .use = QUERY};
const struct schema view_out = {"View", view, .use = OUT};
/* clang-format on */
