/* What users, customers and departments look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/orders.h"
#include "api/people/accounts.h"
#include "api/people/customers.h"
#include "api/people/departments.h"
#include "api/people/users.h"

/* ---- users, and their accounts as admins see them ---- */

static const struct sort account_sorts[] = {
    {"id", Q_ACCOUNTS_BY_ID, NULL},
    {"-id", Q_ACCOUNTS_BY_ID_DESC, NULL},
    {NULL, Q_NONE, NULL},
};
const struct list accounts_list = {account_sorts, Q_ACCOUNTS_COUNT};

const struct word role_words[] = {
    {"customer", "customer"}, {"staff", "staff"}, {"manager", "manager"},
    {"admin", "admin"},       {NULL, NULL},
};

enum {
    ACCOUNT = USE_OWN,
    BY_ADMIN = USE_OWN << 1,
    ROLE = USE_OWN << 2,
    SHOWN = OUT | ACCOUNT,
    CHANGED = CHANGE | BY_ADMIN,
};

/* clang-format off */
static const struct field user[] = {
    {"id", F_ID, SHOWN, .meaning = "Identity", .example = "1"},
    {"email", F_EMAIL, BY_ADMIN, .meaning = "Takes effect at once; ends links that were sent before"},
    {"email", F_EMAIL, IN | SHOWN, .required = IN,
     .meaning = "Signs in with it", .example = "\"john@example.com\""},
    {"password", F_PASSWORD, IN, .required = IN, .secret = true,
     .meaning = "8 to 128 characters, without their names or the shop's",
     .example = "\"SecurePass123\""},
    {"username", F_USERNAME, IN | CHANGED | SHOWN, .nullable = CHANGED | SHOWN,
     .meaning = "Display name, unique; no address and no word such as admin",
     .example = "\"johndoe\""},
    {"first_name", F_TEXT, IN | CHANGED | SHOWN, .nullable = CHANGED | SHOWN,
     .least = 1, .most = 100, .meaning = "Given name", .example = "\"John\""},
    {"last_name", F_TEXT, IN | CHANGED | SHOWN, .nullable = CHANGED | SHOWN,
     .least = 1, .most = 100, .meaning = "Family name", .example = "\"Doe\""},
    {"name", F_TEXT, IN, .least = 1, .most = 100,
     .meaning = "Instead of the two: split at the last space"},
    {"search", F_SEARCH, QUERY, .meaning = "Words of e-mail, username or name, or parts of them"},
    {"role", F_ENUM, IN, .words = role_words, .meaning = "Admins only"},
    {"role", F_ENUM, SHOWN, .words = role_words,
     .meaning = "What they may do", .example = "\"customer\""},
    {"role", F_ENUM, BY_ADMIN | ROLE, .required = ROLE, .words = role_words,
     .meaning = "Ends their sessions", .example = "\"manager\""},
    {"role", F_ENUM, QUERY, .words = role_words, .meaning = "Only this role"},
    {"department_id", F_ID, IN, .meaning = "Admins only"},
    {"department_id", F_ID, SHOWN, .nullable = SHOWN, .meaning = "Orders for it"},
    {"department_id", F_ID, BY_ADMIN, .nullable = BY_ADMIN, .meaning = "Ends their sessions"},
    {"department_id", F_ID, QUERY, .meaning = "Only this department"},
    {"is_active", F_BOOL, SHOWN, .meaning = "Whether they may sign in"},
    {"is_active", F_BOOL, BY_ADMIN, .meaning = "Ends their sessions", .example = "true"},
    {"is_active", F_BOOL, QUERY, .meaning = "Only active, or only inactive ones"},
    {"created_at", F_TIME, SHOWN,
     .meaning = "When it was made", .example = "\"2026-01-01T09:00:00Z\""},
    {"language", F_LETTERS, CHANGE | SHOWN, .nullable = CHANGE | SHOWN, .least = 2, .most = 3,
     .meaning = "Of mails to them; null: the shop's", .example = "\"de\""},
    {"customer_id", F_ID, ACCOUNT, .meaning = "The customer that is themselves"},
    {"is_locked", F_BOOL, ACCOUNT,
     .meaning = "Whether failed sign-ins locked it, for an address or for all"},
    {"has_second_factor", F_BOOL, ACCOUNT, .meaning = "Whether they sign in with a code, too"},
    {"version", F_INT, ACCOUNT, .meaning = "Counts edits; the ETag", .example = "1"},
    {"updated_at", F_TIME, ACCOUNT,
     .meaning = "Last edit", .example = "\"2026-01-01T09:00:00Z\""},
    {.name = NULL},
};
const struct schema register_in = {"RegisterIn", user, .use = IN};
const struct schema me_in = {"MeIn", user, .use = CHANGE};
const struct schema user_out = {"User", user, .use = OUT};
const struct schema account_query = {"AccountQuery", user, .use = QUERY};
const struct schema account_change_in = {"AccountChange", user, .use = BY_ADMIN};
const struct schema account_role_in = {"AccountRole", user, .use = ROLE};
const struct schema account_out = {"Account", user, .use = ACCOUNT};

enum { REGISTERED = USE_OWN };
static const struct field answer[] = {
    {"message", F_TEXT, REGISTERED,
     .meaning = "For people", .example = "\"User registered successfully\""},
    {"user", F_OBJECT, .of = &user_out, .meaning = "The account"},
    {.name = NULL},
};
const struct schema registered_out = {"Registered", answer, .use = REGISTERED};
const struct schema me_out = {"Me", answer, .use = OUT, .versioned = true};
/* clang-format on */

/* ---- customers ---- */

static const struct sort customer_sorts[] = {
    {"-id", Q_CUSTOMERS_BY_ID_DESC, NULL},
    {"id", Q_CUSTOMERS_BY_ID, NULL},
    {"name", Q_CUSTOMERS_BY_NAME, "_name"},
    {"-name", Q_CUSTOMERS_BY_NAME_DESC, "_name"},
    {NULL, Q_NONE, NULL},
};
const struct list customers_list = {customer_sorts, Q_CUSTOMERS_COUNT};

enum { SENT = IN | CHANGE | IMPORT, CUSTOMER_FILE = USE_OWN };

static const struct word exemptions[] = {
    {"none", "none"}, {"exempt", "exempt"}, {"reverse_charge", "reverse_charge"}, {NULL, NULL}};

/* clang-format off */
/* Who was forgotten has no name any more. */
static const struct field customer[] = {
    {"id", F_ID, OUT, .meaning = "Identity", .example = "1"},
    {"first_name", F_TEXT, SENT | OUT, .required = IN, .nullable = OUT, .least = 1, .most = 100,
     .meaning = "Given name", .example = "\"John\""},
    {"last_name", F_TEXT, SENT | OUT, .required = IN, .nullable = OUT, .least = 1, .most = 100,
     .meaning = "Family name", .example = "\"Doe\""},
    {"email", F_EMAIL, SENT | OUT, .nullable = ALWAYS,
     .meaning = "Where to reach them", .example = "\"john.doe@example.com\""},
    {"phone", F_TEXT, SENT | OUT, .nullable = ALWAYS, .least = 1, .most = 50,
     .meaning = "As they write it", .example = "\"+1 555 0100\""},
    {"address", F_ADDRESS, SENT | OUT, .nullable = ALWAYS, .of = &address,
     .meaning = "Where they are"},
    {"vat_id", F_TEXT, IN | CHANGE | OUT, .nullable = ALWAYS, .least = 1, .most = 50,
     .meaning = "VAT id", .example = "\"DE123456789\""},
    {"vat_id_confirmed_at", F_TIME, OUT, .nullable = OUT, .meaning = "When a manager set it"},
    {"tax_exemption", F_ENUM, IN | CHANGE | OUT, .words = exemptions,
     .meaning = "Whether they are charged tax; reverse_charge: not outside the shop's country",
     .example = "\"none\""},
    {"tax_note", F_TEXT, IN | CHANGE | OUT, .nullable = ALWAYS, .least = 1, .most = 200,
     .meaning = "Why they are not; for people"},
    {"external_id", F_TEXT, IMPORT | OUT, .nullable = OUT, .least = 1, .most = 100,
     .meaning = "What they are called where they were imported from", .example = "\"C-1001\""},
    {"bom", F_BOOL, CUSTOMER_FILE, .meaning = "Begin with the mark by which spreadsheets know UTF-8"},
    {"search", F_SEARCH, QUERY, .meaning = "Words of name, present or former, e-mail or phone, or parts of them"},
    {"version", F_INT, OUT, .meaning = "Counts edits; the ETag", .example = "1"},
    {"created_at", F_TIME, OUT, .meaning = "When it was made",
     .example = "\"2026-01-01T09:00:00Z\""},
    {"updated_at", F_TIME, OUT, .meaning = "Last edit", .example = "\"2026-01-01T09:00:00Z\""},
    {.name = NULL},
};
const struct schema customer_in = {"CustomerIn", customer, .use = IN};
const struct schema customer_change_in = {"CustomerChange", customer, .use = CHANGE};
const struct schema customer_row = {"CustomerRow", customer, .use = IMPORT};
const struct schema customer_query = {"CustomerQuery", customer, .use = QUERY};
const struct schema customers_file_query = {
    "CustomersFileQuery", customer, .use = QUERY | CUSTOMER_FILE};
const struct schema customer_out = {"Customer", customer, .use = OUT};

static const struct field figures[] = {
    {"orders", F_INT, .meaning = "Orders but drafts, whatever became of them", .example = "3"},
    {"open_orders", F_INT, .meaning = "Of them, those for which something is still to be done", .example = "1"},
    {"totals", F_ARRAY, .of = &currency_sum_out,
     .meaning = "Of those sold: all but unapproved, rejected and cancelled ones"},
    {"last_order", F_JSON, .nullable = OUT,
     .meaning = "The newest: id, order_number, status, payment_status, total, currency, created_at"},
    {.name = NULL},
};
const struct schema customer_figures_out = {"CustomerFigures", figures, .use = OUT};

static const struct field personal_data[] = {
    {"exported_at", F_TIME, OUT, .meaning = "When", .example = "\"2026-01-01T09:00:00Z\""},
    {"customer", F_JSON, OUT, .meaning = "The customer"},
    {"user", F_JSON, OUT, .nullable = OUT, .meaning = "Their account"},
    {"sessions", F_JSON, OUT, .meaning = "Their sign-ins"},
    {"api_keys", F_JSON, OUT, .meaning = "What programs act for them"},
    {"orders", F_JSON, OUT,
     .meaning = "Their orders with lines, snapshots, shipments, returns and payments"},
    {.name = NULL},
};
const struct schema customer_export_out = {"CustomerExport", personal_data, .use = OUT};

/* ---- departments ---- */

static const struct field department[] = {
    {"id", F_ID, OUT, .meaning = "Identity", .example = "1"},
    {"name", F_TEXT, .required = IN, .least = 1, .most = 100,
     .meaning = "Unique, ignoring case", .example = "\"Operations\""},
    {"approval_threshold", F_MONEY, .nullable = ALWAYS, .least = 0, .most = 999999999999,
     .meaning = "A staff order with a higher total waits for approval; null: none does",
     .example = "500.00"},
    {"monthly_budget", F_MONEY, .nullable = ALWAYS, .least = 0, .most = 999999999999,
     .meaning = "What staff may order in a month without approval; null: no limit",
     .example = "10000.00"},
    {"spent_this_month", F_MONEY, OUT,
     .meaning = "What this month's orders hold of it", .example = "1250.00"},
    {"version", F_INT, OUT, .meaning = "Counts edits; the ETag", .example = "1"},
    {"created_at", F_TIME, OUT,
     .meaning = "When it was made", .example = "\"2026-01-01T09:00:00Z\""},
    {"updated_at", F_TIME, OUT, .meaning = "Last edit", .example = "\"2026-01-01T09:00:00Z\""},
    {.name = NULL},
};
const struct schema department_in = {"DepartmentIn", department, .use = IN};
const struct schema department_change_in = {"DepartmentChange", department, .use = CHANGE};
const struct schema department_out = {"Department", department, .use = OUT};
/* clang-format on */
