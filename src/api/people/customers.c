/* What customers look like on the wire; they have no rules beyond their schema. */
/* SPDX-License-Identifier: MIT */
#include "api/people/customers.h"

#include "api/orders/orders.h"

static const struct sort sorts[] = {
    {"-id", Q_CUSTOMERS_BY_ID_DESC, NULL},
    {"id", Q_CUSTOMERS_BY_ID, NULL},
    {NULL, Q_NONE, NULL},
};
const struct list customers_list = {sorts, Q_CUSTOMERS_COUNT};

/* Who was forgotten has no name any more. */
enum { SENT = IN | CHANGE | IMPORT };

/* clang-format off */
static const struct field customer[] = {
    {"id", F_ID, OUT, .meaning = "Identity", .example = "1"},
    {"first_name", F_TEXT, SENT | OUT, .required = IN, .nullable = OUT, .least = 1, .most = 100,
     .meaning = "Given name", .example = "\"John\""},
    {"last_name", F_TEXT, SENT | OUT, .required = IN, .nullable = OUT, .least = 1, .most = 100,
     .meaning = "Family name", .example = "\"Doe\""},
    {"email", F_EMAIL, SENT | OUT, .required = IMPORT, .nullable = ALWAYS,
     .meaning = "Where to reach them", .example = "\"john.doe@example.com\""},
    {"phone", F_TEXT, SENT | OUT, .nullable = ALWAYS, .least = 1, .most = 50,
     .meaning = "As they write it", .example = "\"+1 555 0100\""},
    {"address", F_ADDRESS, SENT | OUT, .nullable = ALWAYS, .of = &address,
     .meaning = "Where they are"},
    {"search", F_SEARCH, QUERY, .meaning = "Words of name or e-mail, or parts of them"},
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
const struct schema customer_out = {"Customer", customer, .use = OUT};

static const struct field export[] = {
    {"exported_at", F_TIME, OUT, .meaning = "When", .example = "\"2026-01-01T09:00:00Z\""},
    {"customer", F_JSON, OUT, .meaning = "The customer"},
    {"user", F_JSON, OUT, .nullable = OUT, .meaning = "Their account"},
    {"sessions", F_JSON, OUT, .meaning = "Their sign-ins"},
    {"api_keys", F_JSON, OUT, .meaning = "What programs act for them"},
    {"orders", F_JSON, OUT,
     .meaning = "Their orders with lines, snapshots, shipments, returns and payments"},
    {.name = NULL},
};
const struct schema customer_export_out = {"CustomerExport", export, .use = OUT};
/* clang-format on */
