/* What administration looks like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/admin/admin.h"
#include "api/reports/reports.h"

static const struct word demanding_words[] = {
    {"nobody", "nobody"},
    {"admin", "admin"},
    {"manager", "manager"},
    {NULL, NULL},
};

static const struct word shipping_tax_words[] = {
    {"none", "none"}, {"goods", "goods"}, {NULL, NULL}};
static const struct word elsewhere_words[] = {
    {"untaxed", "untaxed"}, {"refused", "refused"}, {NULL, NULL}};

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
    {"home_country", F_LETTERS, .least = 2, .most = 2,
     .meaning = "The shop's country, ISO 3166-1", .example = "\"US\""},
    {"language", F_LETTERS, .least = 2, .most = 3,
     .meaning = "Of mails to those of whom no other is known", .example = "\"en\""},
    {"outbox_seconds", F_INT, .least = 86400, .most = 315360000,
     .meaning = "Age at which what nobody delivers leaves the outbox", .example = "2592000"},
    {"prices_include_tax", F_BOOL,
     .meaning = "Whether prices and shipping have their tax in them", .example = "false"},
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
    {"shipping_tax", F_ENUM, .words = shipping_tax_words,
     .meaning = "Whether shipping is taxed: not at all, or as the goods", .example = "\"none\""},
    {"tax_elsewhere", F_ENUM, .words = elsewhere_words,
     .meaning = "What is sent to a country without a tax rate, while there are rates: it is "
                "untaxed, or refused",
     .example = "\"untaxed\""},
    {"tax_rate", F_RATE, .least = 0, .most = 1000000,
     .meaning = "Tax as a share of the goods' price, while there are no tax rates by country",
     .example = "0.08"},
    {"time_zone", F_TEXT, .least = 1, .most = 100,
     .meaning = "Of order dates, budget months and report days", .example = "\"UTC\""},
    {"unpaid_order_seconds", F_INT, .nullable = ALWAYS, .least = 60, .most = 31536000,
     .meaning = "Age at which an unpaid pending order is cancelled; null: never"},
    {.name = NULL},
};
const struct schema settings_in = {"SettingsIn", settings, .use = CHANGE};
const struct schema settings_out = {"Settings", settings, .use = OUT, .versioned = true};

enum { MEANING = USE_OWN };
static const struct schema setting_meaning;

static const struct field meanings[] = {
    {"settings", F_ARRAY, OUT, .of = &setting_meaning, .meaning = "Each, by its name"},
    {"name", F_TEXT, MEANING, .meaning = "The setting", .example = "\"tax_rate\""},
    {"kind", F_TEXT, MEANING, .meaning = "money, rate, seconds, bool or text", .example = "\"rate\""},
    {"meaning", F_TEXT, MEANING, .meaning = "What it is", .example = "\"Tax as a share of the subtotal\""},
    {"standard", F_TEXT, MEANING, .nullable = MEANING,
     .meaning = "What it is in a new shop, as text; null: off", .example = "\"0.08\""},
    {"may_be_null", F_BOOL, MEANING, .meaning = "Whether null switches it off"},
    {"least", F_TEXT, MEANING, .nullable = MEANING,
     .meaning = "The least number, or the fewest characters, as text; null: there is none", .example = "\"0\""},
    {"most", F_TEXT, MEANING, .nullable = MEANING,
     .meaning = "The largest number, or the most characters", .example = "\"1\""},
    {"words", F_JSON, MEANING, .nullable = MEANING,
     .meaning = "What it may be, if it is one of some words", .example = "[\"nobody\"]"},
    {.name = NULL},
};
static const struct schema setting_meaning = {"SettingMeaning", meanings, .use = MEANING};
const struct schema settings_meaning_out = {"SettingsMeaning", meanings, .use = OUT};

static const struct field stats[] = {
    {"users", F_INT, .meaning = "Accounts"},
    {"customers", F_INT, .meaning = "Customers"},
    {"products", F_INT, .meaning = "Products for sale"},
    {"low_stock_products", F_INT, .meaning = "Of them, low in stock"},
    {"orders", F_INT, .meaning = "Orders"},
    {"orders_by_status", F_JSON, .meaning = "How many in each status"},
    {"sales", F_ARRAY, .of = &sales_ever_out, .meaning = "A row a currency"},
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
    {"from", F_TIME, QUERY,
     .meaning = "At or after; a date begins in the business time zone"},
    {"to", F_TIME, QUERY, .meaning = "Before; a date ends in the business time zone"},
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
    {"archived", F_INT, .meaning = "Rows under them that are in files, and were not looked at", .example = "0"},
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

/* clang-format off */
static const struct field mail_kind[] = {
    {"kind", F_TEXT, .meaning = "Its templates", .example = "\"order_received\""},
    {"event", F_TEXT, .meaning = "What happened, or a day's", .example = "\"order.created\""},
    {"about", F_TEXT, .meaning = "What it is made from: order, return, refund, account, …", .example = "\"order\""},
    {"audience", F_TEXT, .meaning = "Whom it is for: customer, user or managers", .example = "\"customer\""},
    {"good_for_seconds", F_INT, .meaning = "How long after that it may still be sent", .example = "259200"},
    {.name = NULL},
};
const struct schema mail_kind_out = {"MailKind", mail_kind, .use = OUT};
/* clang-format on */

/* ---- what happened ---- */

static const struct sort outbox_sorts[] = {{"-id", Q_OUTBOX_ENTRIES, NULL}, {NULL, Q_NONE, NULL}};
const struct list outbox_entries_list = {outbox_sorts, Q_OUTBOX_ENTRIES_COUNT};

/* clang-format off */
static const struct field outbox[] = {
    {"id", F_ID, OUT, .meaning = "Identity", .example = "1"},
    {"number", F_ID, OUT, .nullable = OUT, .meaning = "Its place in the feed; null: nobody has been told", .example = "4711"},
    {"event", F_TEXT, OUT, .meaning = "Noun and verb", .example = "\"order.created\""},
    {"event", F_TEXT, QUERY, .least = 1, .most = 100, .meaning = "Only this event"},
    {"subject_id", F_ID, OUT, .meaning = "Id of the noun", .example = "1"},
    {"order_id", F_ID, OUT, .nullable = OUT, .meaning = "The order that it is about, once it has a number", .example = "1"},
    {"order_id", F_ID, QUERY, .meaning = "Only about this order"},
    {"undelivered", F_BOOL, QUERY, .meaning = "Only those that nobody has been told of yet, or only the others"},
    {"dead", F_BOOL, QUERY, .meaning = "true: only those of which a delivery or a mail was given up"},
    {"payload", F_JSON, OUT, .meaning = "What it says, as it was then"},
    {"request_id", F_TEXT, OUT, .nullable = OUT, .meaning = "The request that did it"},
    {"created_at", F_TIME, OUT, .meaning = "When it happened", .example = "\"2026-01-01T09:00:00Z\""},
    {"numbered_at", F_TIME, OUT, .nullable = OUT, .meaning = "When it got its number"},
    {.name = NULL},
};
const struct schema outbox_query = {"OutboxQuery", outbox, .use = QUERY};
const struct schema outbox_out = {"OutboxEntry", outbox, .use = OUT};
/* clang-format on */

/* clang-format off */
static const struct field preview[] = {
    {"kind", F_TEXT, QUERY, .least = 1, .most = 100, .standard = "order_received", .meaning = "Its templates"},
    {"kind", F_TEXT, OUT, .meaning = "Its templates", .example = "\"order_received\""},
    {"language", F_TEXT, QUERY, .least = 2, .most = 20, .meaning = "Rather than the shop's: `de`"},
    {"language", F_TEXT, OUT, .meaning = "That of the templates", .example = "\"en\""},
    {"order_id", F_ID, QUERY, .meaning = "About this order, rather than the newest that has such a thing"},
    {"to", F_EMAIL, OUT, .nullable = OUT, .meaning = "Where it would go; null: no address that mail reaches"},
    {"name", F_TEXT, OUT, .nullable = OUT, .meaning = "Whose that is", .example = "\"Ann Lee\""},
    {"subject", F_TEXT, OUT, .meaning = "The subject", .example = "\"Your order\""},
    {"text", F_LINES, OUT, .meaning = "As text"},
    {"html", F_LINES, OUT, .meaning = "As HTML, which is to be shown in a sandbox"},
    {.name = NULL},
};
const struct schema mail_preview_query = {"MailPreviewQuery", preview, .use = QUERY};
const struct schema mail_preview_out = {"MailPreview", preview, .use = OUT};

/* ---- the system ---- */

enum {
    POOL = USE_OWN,
    FEED = USE_OWN << 1,
    OUTBOX = USE_OWN << 2,
    AUDIT = USE_OWN << 3,
    MAILS = USE_OWN << 4,
    WEBHOOKS = USE_OWN << 5,
    CHORE = USE_OWN << 6,
    FINDING = USE_OWN << 7,
};
static const struct schema pool_out, feed_out, outbox_state, audit_state, mails_state,
    webhooks_state, chore_out, finding_out;

static const struct field whole_system[] = {
    {"version", F_TEXT, OUT, .meaning = "Of the program", .example = "\"0.1.0\""},
    {"postgresql", F_TEXT, OUT, .meaning = "Version of the database", .example = "\"15.9\""},
    {"synchronous_commit", F_TEXT, OUT, .meaning = "What a commit waits for", .example = "\"on\""},
    {"pools", F_ARRAY, OUT, .of = &pool_out, .meaning = "The workers of this host, by what they serve"},
    {"relay", F_OBJECT, OUT, .of = &feed_out, .meaning = "Whether the world is told"},
    {"outbox", F_OBJECT, OUT, .of = &outbox_state, .meaning = "What nobody has been told of yet"},
    {"mails", F_OBJECT, OUT, .of = &mails_state, .meaning = "Mails on their way"},
    {"webhooks", F_OBJECT, OUT, .of = &webhooks_state, .meaning = "Deliveries on their way"},
    {"audit", F_OBJECT, OUT, .of = &audit_state, .meaning = "The seals of the audit log"},
    {"chores", F_ARRAY, OUT, .of = &chore_out, .meaning = "What the relay does because time goes by"},
    {"findings", F_ARRAY, OUT, .of = &finding_out, .meaning = "What chores found when they last looked"},

    {"name", F_TEXT, POOL | CHORE | FINDING, .meaning = "Which", .example = "\"api\""},
    {"wanted", F_INT, POOL, .meaning = "How many workers there should be", .example = "4"},
    {"workers", F_INT, POOL, .meaning = "How many there are", .example = "4"},
    {"busy", F_INT, POOL, .meaning = "How many have a request in hand", .example = "1"},
    {"oldest_seconds", F_DECIMAL, POOL, .meaning = "For how long the oldest of these requests", .example = "0.012"},

    {"started", F_BOOL, FEED, .meaning = "Whether a relay ever ran"},
    {"silent", F_TEXT, FEED, .nullable = FEED,
     .meaning = "Why nobody is mailed or called: restored, copied or moved; null: they are"},
    {"last", F_INT, FEED, .meaning = "Number of the last event told", .example = "4711"},
    {"mail_stopped", F_TEXT, FEED, .nullable = FEED,
     .meaning = "Why no mail leaves; null: they do"},
    {"late_seconds", F_INT, FEED, .nullable = FEED, .meaning = "Age of the oldest event without a number; null: there is none"},

    {"fresh", F_INT, OUTBOX, .meaning = "Events without a number, at most 10,000", .example = "0"},
    {"oldest_seconds", F_DECIMAL, OUTBOX | MAILS, .meaning = "Age of the oldest; 0: there is none", .example = "0.000"},
    {"events", F_INT, OUTBOX, .meaning = "Events that have a number", .example = "4711"},
    {"silent", F_INT, OUTBOX, .meaning = "1: as relay.silent says", .example = "0"},
    {"unsealed_seconds", F_DECIMAL, AUDIT, .meaning = "Age of the oldest row under no seal; 0: there is none", .example = "12.500"},
    {"seals", F_INT, AUDIT, .meaning = "How many there are", .example = "12"},
    {"waiting", F_INT, MAILS | WEBHOOKS, .meaning = "Neither done nor given up, at most 10,000", .example = "0"},
    {"stopped", F_INT, MAILS, .meaning = "1: no mail leaves, since the server refuses us", .example = "0"},
    {"failing", F_INT, WEBHOOKS, .meaning = "Webhooks that nothing comes through to", .example = "0"},
    {"disabled", F_INT, WEBHOOKS, .meaning = "Webhooks that were given up", .example = "0"},

    {"every_seconds", F_INT, CHORE, .meaning = "Its pace", .example = "60"},
    {"done_at", F_TIME, CHORE, .nullable = CHORE, .meaning = "When it was last done to its end"},
    {"due_at", F_TIME, CHORE, .nullable = CHORE, .meaning = "When it is due; null: an operator holds it"},
    {"late_seconds", F_DECIMAL, CHORE, .nullable = CHORE, .meaning = "For how long it should have been done again", .example = "0.000"},
    {"failed_at", F_TIME, CHORE, .nullable = CHORE, .meaning = "When it last failed"},
    {"failure", F_TEXT, CHORE, .nullable = CHORE, .meaning = "And why"},
    {"value", F_INT, FINDING, .meaning = "How many", .example = "0"},
    {"found_at", F_TIME, FINDING, .meaning = "When it looked"},
    {.name = NULL},
};
static const struct schema pool_out = {"SystemPool", whole_system, .use = POOL};
static const struct schema feed_out = {"SystemRelay", whole_system, .use = FEED};
static const struct schema outbox_state = {"SystemOutbox", whole_system, .use = OUTBOX};
static const struct schema audit_state = {"SystemAudit", whole_system, .use = AUDIT};
static const struct schema mails_state = {"SystemMails", whole_system, .use = MAILS};
static const struct schema webhooks_state = {"SystemWebhooks", whole_system, .use = WEBHOOKS};
static const struct schema chore_out = {"SystemChore", whole_system, .use = CHORE};
static const struct schema finding_out = {"SystemFinding", whole_system, .use = FINDING};
const struct schema system_out = {"System", whole_system, .use = OUT};
/* clang-format on */
