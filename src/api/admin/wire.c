/* What administration looks like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/admin/admin.h"

static const struct word demanding_words[] = {
    {"nobody", "nobody"},
    {"admin", "admin"},
    {"manager", "manager"},
    {NULL, NULL},
};

/* clang-format off */
/* The same names as the columns of the view shop. */
static const struct field settings[] = {
    {"access_token_seconds", F_INT, .least = 60, .most = 86400,
     .meaning = "Lifetime of an access token", .example = "3600"},
    {"confirm_email", F_BOOL,
     .meaning = "Whether who registers confirms the address before signing in",
     .example = "false"},
    {"currency", F_LETTERS, .least = 3, .most = 3,
     .meaning = "ISO 4217, with two decimals", .example = "\"USD\""},
    {"free_shipping_from", F_MONEY, .nullable = ALWAYS, .least = 0, .most = 999999999999,
     .meaning = "Subtotal from which shipping is free; null: never", .example = "100.00"},
    {"language", F_LETTERS, .least = 2, .most = 3,
     .meaning = "Of mails to those of whom no other is known", .example = "\"en\""},
    {"outbox_seconds", F_INT, .least = 86400, .most = 315360000,
     .meaning = "Age at which what nobody delivers leaves the outbox", .example = "2592000"},
    {"refresh_token_seconds", F_INT, .least = 3600, .most = 31536000,
     .meaning = "Lifetime of a refresh token", .example = "604800"},
    {"registration_open", F_BOOL,
     .meaning = "Whether people may register themselves", .example = "true"},
    {"second_factor", F_ENUM, .words = demanding_words,
     .meaning = "Role from which on a second factor is demanded", .example = "\"nobody\""},
    {"session_seconds", F_INT, .least = 3600, .most = 31536000,
     .meaning = "Age at which a session ends for good, however often refreshed",
     .example = "2592000"},
    {"shipping_cost", F_MONEY, .least = 0, .most = 99999999,
     .meaning = "Shipping below the free limit", .example = "10.00"},
    {"tax_rate", F_RATE, .least = 0, .most = 1000000,
     .meaning = "Tax as a share of the subtotal", .example = "0.08"},
    {"time_zone", F_TEXT, .least = 1, .most = 100,
     .meaning = "Of order dates, budget months and report days", .example = "\"UTC\""},
    {"unpaid_order_seconds", F_INT, .nullable = ALWAYS, .least = 60, .most = 31536000,
     .meaning = "Age at which an unpaid pending order is cancelled; null: never"},
    {.name = NULL},
};
const struct schema settings_in = {"SettingsIn", settings, .use = CHANGE};
const struct schema settings_out = {"Settings", settings, .use = OUT, .versioned = true};

static const struct field stats[] = {
    {"users", F_INT, .meaning = "Accounts"},
    {"customers", F_INT, .meaning = "Customers"},
    {"products", F_INT, .meaning = "Products for sale"},
    {"low_stock_products", F_INT, .meaning = "Of them, low in stock"},
    {"orders", F_INT, .meaning = "Orders"},
    {"orders_by_status", F_JSON, .meaning = "How many in each status"},
    {"revenue", F_MONEY,
     .meaning = "Totals of all orders but drafts, unapproved, rejected and cancelled ones",
     .example = "1234.50"},
    {"currency", F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = NULL},
};
const struct schema stats_out = {"Stats", stats, .use = OUT};
/* clang-format on */

/* ---- the audit log ---- */

static const struct sort audit_sorts[] = {{"-id", Q_AUDIT_LIST, NULL}, {NULL, Q_NONE, NULL}};
const struct list audit_list = {audit_sorts, Q_AUDIT_COUNT};

static const struct word problems[] = {
    {"changed", "changed"}, {"removed", "removed"}, {"inserted", "inserted"},
    {"cut_off", "cut_off"}, {NULL, NULL},
};

/* clang-format off */
static const struct field entry[] = {
    {"id", F_ID, OUT, .meaning = "Identity", .example = "1"},
    {"event", F_TEXT, OUT, .meaning = "Noun and verb", .example = "\"session.created\""},
    {"event", F_TEXT, QUERY, .least = 1, .most = 100, .meaning = "Only this event"},
    {"user_id", F_ID, QUERY, .meaning = "Done by or to this user"},
    {"from", F_TIME, QUERY, .meaning = "At or after"},
    {"to", F_TIME, QUERY, .meaning = "Before"},
    {"actor_id", F_ID, OUT, .nullable = OUT, .meaning = "Who did it"},
    {"subject_id", F_ID, OUT, .nullable = OUT, .meaning = "To whom or what"},
    {"address", F_TEXT, OUT, .nullable = OUT,
     .meaning = "Where from", .example = "\"192.0.2.1\""},
    {"details", F_JSON, OUT, .meaning = "What else"},
    {"request_id", F_TEXT, OUT, .nullable = OUT, .meaning = "The request"},
    {"created_at", F_TIME, OUT, .meaning = "When", .example = "\"2026-01-01T09:00:00Z\""},
    {.name = NULL},
};
const struct schema audit_query = {"AuditQuery", entry, .use = QUERY};
const struct schema audit_out = {"AuditEntry", entry, .use = OUT};

static const struct field verified[] = {
    {"sound", F_BOOL, .meaning = "Whether all is as it was sealed"},
    {"seals", F_INT, .meaning = "Seals that are sound", .example = "12"},
    {"rows", F_INT, .meaning = "Rows under them", .example = "4711"},
    {"unsealed", F_INT, .meaning = "Rows behind them", .example = "3"},
    {"head", F_TEXT, .nullable = OUT,
     .meaning = "Of the last sound seal; orderctl audit seal has printed it",
     .example = "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\""},
    {"problem", F_ENUM, .nullable = OUT, .words = problems,
     .meaning = "What happened to the first row that is not as it was"},
    {"detail", F_TEXT, .nullable = OUT, .meaning = "The same for people"},
    {"audit_id", F_ID, .nullable = OUT,
     .meaning = "That row; null when a seal itself is concerned"},
    {"seal_id", F_ID, .nullable = OUT, .meaning = "The seal it is under"},
    {.name = NULL},
};
const struct schema audit_verified_out = {"AuditVerified", verified, .use = OUT};
/* clang-format on */

/* ---- mails ---- */

static const struct sort mails_sorts[] = {{"-id", Q_MAILS_LIST, NULL}, {NULL, Q_NONE, NULL}};
const struct list mails_list = {mails_sorts, Q_MAILS_COUNT};

static const struct word mail_states[] = {
    {"waiting", "waiting"}, {"sending", "sending"}, {"sent", "sent"},
    {"dead", "dead"},       {NULL, NULL},
};

/* clang-format off */
static const struct field mail[] = {
    {"id", F_ID, OUT, .meaning = "Identity", .example = "1"},
    {"kind", F_TEXT, OUT, .meaning = "Its templates", .example = "\"order_received\""},
    {"kind", F_TEXT, QUERY, .least = 1, .most = 100, .meaning = "Only this kind"},
    {"event", F_TEXT, OUT, .meaning = "What happened", .example = "\"order.created\""},
    {"number", F_ID, OUT, .nullable = OUT, .meaning = "The event's number; null: one a day", .example = "4711"},
    {"order_id", F_ID, OUT | QUERY, .nullable = OUT, .meaning = "The order that it is about", .example = "1"},
    {"user_id", F_ID, OUT, .nullable = OUT, .meaning = "The user that it is for", .example = "1"},
    {"customer_id", F_ID, OUT, .nullable = OUT, .meaning = "Or the customer"},
    {"state", F_ENUM, OUT | QUERY, .words = mail_states, .meaning = "Where it is on its way"},
    {"attempts", F_INT, OUT, .meaning = "How often it was tried", .example = "1"},
    {"due_at", F_TIME, OUT, .nullable = OUT, .meaning = "When it is tried, or tried again"},
    {"reason", F_TEXT, OUT, .nullable = OUT,
     .meaning = "Why it was not sent, last", .example = "\"RCPT: 550 5.1.1\""},
    {"happened_at", F_TIME, OUT, .meaning = "When that happened", .example = "\"2026-01-01T09:00:00Z\""},
    {"last_moment", F_TIME, OUT, .meaning = "It is not sent later", .example = "\"2026-01-04T09:00:00Z\""},
    {"settled_at", F_TIME, OUT, .nullable = OUT, .meaning = "When it was sent, or given up"},
    {.name = NULL},
};
const struct schema mails_query = {"MailsQuery", mail, .use = QUERY};
const struct schema mail_out = {"Mail", mail, .use = OUT};
/* clang-format on */
