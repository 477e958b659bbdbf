/* What administration looks like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/admin/admin.h"
#include "api/people/users.h"

static const struct sort account_sorts[] = {
    {"id", Q_ACCOUNTS_BY_ID, NULL},
    {"-id", Q_ACCOUNTS_BY_ID_DESC, NULL},
    {NULL, Q_NONE, NULL},
};
const struct list accounts_list = {account_sorts, Q_ACCOUNTS_COUNT};

static const struct sort audit_sorts[] = {{"-id", Q_AUDIT_LIST, NULL}, {NULL, Q_NONE, NULL}};
const struct list audit_list = {audit_sorts, Q_AUDIT_COUNT};

static const struct field account_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity", .example = "1"},
    {.name = "email",
     .type = F_EMAIL,
     .meaning = "Signs in with it",
     .example = "\"john@example.com\""},
    {.name = "username",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Display name",
     .example = "\"johndoe\""},
    {.name = "first_name",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Given name",
     .example = "\"John\""},
    {.name = "last_name",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Family name",
     .example = "\"Doe\""},
    {.name = "role",
     .type = F_ENUM,
     .words = role_words,
     .meaning = "What they may do",
     .example = "\"customer\""},
    {.name = "department_id", .type = F_ID, .nullable = ALWAYS, .meaning = "Orders for it"},
    {.name = "is_active", .type = F_BOOL, .meaning = "Whether they may sign in"},
    {.name = "created_at",
     .type = F_TIME,
     .meaning = "When it was made",
     .example = "\"2026-01-01T09:00:00Z\""},
    {.name = "customer_id", .type = F_ID, .meaning = "The customer that is themselves"},
    {.name = "is_locked",
     .type = F_BOOL,
     .meaning = "Whether failed sign-ins locked it, for an address or for all"},
    {.name = "has_second_factor",
     .type = F_BOOL,
     .meaning = "Whether they sign in with a code, too"},
    {.name = "version", .type = F_INT, .meaning = "Counts edits; the ETag", .example = "1"},
    {.name = "updated_at",
     .type = F_TIME,
     .meaning = "Last edit",
     .example = "\"2026-01-01T09:00:00Z\""},
    {.name = NULL},
};
const struct schema account_out = {.name = "Account", .fields = account_fields};

static const struct field account_query_fields[] = {
    {.name = "search",
     .type = F_SEARCH,
     .meaning = "Words of e-mail, username or name, or parts of them"},
    {.name = "role", .type = F_ENUM, .words = role_words, .meaning = "Only this role"},
    {.name = "department_id", .type = F_ID, .meaning = "Only this department"},
    {.name = "is_active", .type = F_BOOL, .meaning = "Only active, or only inactive ones"},
    {.name = NULL},
};
const struct schema account_query = {.name = "AccountQuery", .fields = account_query_fields};

static const struct field account_change_fields[] = {
    {.name = "username",
     .type = F_USERNAME,
     .nullable = ALWAYS,
     .meaning = "Unique when given; no address and no word such as admin"},
    {.name = "first_name",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .least = 1,
     .most = 100,
     .meaning = "Given name"},
    {.name = "last_name",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .least = 1,
     .most = 100,
     .meaning = "Family name"},
    {.name = "role", .type = F_ENUM, .words = role_words, .meaning = "Ends their sessions"},
    {.name = "department_id", .type = F_ID, .nullable = ALWAYS, .meaning = "Ends their sessions"},
    {.name = "is_active", .type = F_BOOL, .meaning = "Ends their sessions", .example = "true"},
    {.name = NULL},
};
const struct schema account_change_in = {.name = "AccountChange", .fields = account_change_fields};

static const struct field account_role_fields[] = {
    {.name = "role",
     .type = F_ENUM,
     .required = ALWAYS,
     .words = role_words,
     .meaning = "Ends their sessions",
     .example = "\"manager\""},
    {.name = NULL},
};
const struct schema account_role_in = {.name = "AccountRole", .fields = account_role_fields};

static const struct word demanding_words[] = {
    {"nobody", "nobody"},
    {"admin", "admin"},
    {"manager", "manager"},
    {NULL, NULL},
};

/* The same names as the columns of the view shop. */
#define SETTINGS_FIELDS                                                                            \
    {.name = "access_token_seconds",                                                               \
     .type = F_INT,                                                                                \
     .least = 60,                                                                                  \
     .most = 86400,                                                                                \
     .meaning = "Lifetime of an access token",                                                     \
     .example = "3600"},                                                                           \
        {.name = "currency",                                                                       \
         .type = F_TEXT,                                                                           \
         .least = 3,                                                                               \
         .most = 3,                                                                                \
         .meaning = "ISO 4217, with two decimals",                                                 \
         .example = "\"USD\""},                                                                    \
        {.name = "free_shipping_from",                                                             \
         .type = F_MONEY,                                                                          \
         .nullable = ALWAYS,                                                                       \
         .least = 0,                                                                               \
         .most = 999999999999,                                                                     \
         .meaning = "Subtotal from which shipping is free; null: never",                           \
         .example = "100.00"},                                                                     \
        {.name = "refresh_token_seconds",                                                          \
         .type = F_INT,                                                                            \
         .least = 3600,                                                                            \
         .most = 31536000,                                                                         \
         .meaning = "Lifetime of a refresh token",                                                 \
         .example = "604800"},                                                                     \
        {.name = "registration_open",                                                              \
         .type = F_BOOL,                                                                           \
         .meaning = "Whether people may register themselves",                                      \
         .example = "true"},                                                                       \
        {.name = "second_factor",                                                                  \
         .type = F_ENUM,                                                                           \
         .words = demanding_words,                                                                 \
         .meaning = "Role from which on a second factor is demanded",                              \
         .example = "\"nobody\""},                                                                 \
        {.name = "session_seconds",                                                                \
         .type = F_INT,                                                                            \
         .least = 3600,                                                                            \
         .most = 31536000,                                                                         \
         .meaning = "Age at which a session ends for good, however often refreshed",               \
         .example = "2592000"},                                                                    \
        {.name = "shipping_cost",                                                                  \
         .type = F_MONEY,                                                                          \
         .least = 0,                                                                               \
         .most = 99999999,                                                                         \
         .meaning = "Shipping below the free limit",                                               \
         .example = "10.00"},                                                                      \
        {.name = "tax_rate",                                                                       \
         .type = F_RATE,                                                                           \
         .least = 0,                                                                               \
         .most = 1000000,                                                                          \
         .meaning = "Tax as a share of the subtotal",                                              \
         .example = "0.08"},                                                                       \
        {.name = "time_zone",                                                                      \
         .type = F_TEXT,                                                                           \
         .least = 1,                                                                               \
         .most = 100,                                                                              \
         .meaning = "Of order dates, budget months and report days",                               \
         .example = "\"UTC\""},                                                                    \
    {                                                                                              \
        .name = "unpaid_order_seconds", .type = F_INT, .nullable = ALWAYS, .least = 60,            \
        .most = 31536000,                                                                          \
        .meaning = "Age at which an unpaid pending order is cancelled; "                           \
                   "null: never"                                                                   \
    }

static const struct field settings_fields[] = {SETTINGS_FIELDS, {.name = NULL}};
const struct schema settings_in = {.name = "SettingsIn", .fields = settings_fields};
const struct schema settings_out = {
    .name = "Settings", .fields = settings_fields, .versioned = true};

static const struct field stats_fields[] = {
    {.name = "users", .type = F_INT, .meaning = "Accounts"},
    {.name = "customers", .type = F_INT, .meaning = "Customers"},
    {.name = "products", .type = F_INT, .meaning = "Products for sale"},
    {.name = "low_stock_products", .type = F_INT, .meaning = "Of them, low in stock"},
    {.name = "orders", .type = F_INT, .meaning = "Orders"},
    {.name = "orders_by_status", .type = F_JSON, .meaning = "How many in each status"},
    {.name = "revenue",
     .type = F_MONEY,
     .meaning = "Totals of all orders but drafts, unapproved, rejected and cancelled ones",
     .example = "1234.50"},
    {.name = "currency", .type = F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = NULL},
};
const struct schema stats_out = {.name = "Stats", .fields = stats_fields};

static const struct field audit_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity", .example = "1"},
    {.name = "event", .type = F_TEXT, .meaning = "Noun and verb", .example = "\"session.created\""},
    {.name = "actor_id", .type = F_ID, .nullable = ALWAYS, .meaning = "Who did it"},
    {.name = "subject_id", .type = F_ID, .nullable = ALWAYS, .meaning = "To whom or what"},
    {.name = "address",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Where from",
     .example = "\"192.0.2.1\""},
    {.name = "details", .type = F_JSON, .meaning = "What else"},
    {.name = "request_id", .type = F_TEXT, .nullable = ALWAYS, .meaning = "The request"},
    {.name = "created_at",
     .type = F_TIME,
     .meaning = "When",
     .example = "\"2026-01-01T09:00:00Z\""},
    {.name = NULL},
};
const struct schema audit_out = {.name = "AuditEntry", .fields = audit_fields};

static const struct field audit_query_fields[] = {
    {.name = "event", .type = F_TEXT, .least = 1, .most = 100, .meaning = "Only this event"},
    {.name = "user_id", .type = F_ID, .meaning = "Done by or to this user"},
    {.name = "from", .type = F_TIME, .meaning = "At or after"},
    {.name = "to", .type = F_TIME, .meaning = "Before"},
    {.name = NULL},
};
const struct schema audit_query = {.name = "AuditQuery", .fields = audit_query_fields};
