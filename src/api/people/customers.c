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

#define CUSTOMER_FIELDS(required)                                                                  \
    {.name = "first_name",                                                                         \
     .type = F_TEXT,                                                                               \
     .flags = required,                                                                            \
     .least = 1,                                                                                   \
     .most = 100,                                                                                  \
     .meaning = "Given name",                                                                      \
     .example = "\"John\""},                                                                       \
        {.name = "last_name",                                                                      \
         .type = F_TEXT,                                                                           \
         .flags = required,                                                                        \
         .least = 1,                                                                               \
         .most = 100,                                                                              \
         .meaning = "Family name",                                                                 \
         .example = "\"Doe\""},                                                                    \
        {.name = "email",                                                                          \
         .type = F_EMAIL,                                                                          \
         .flags = NULLABLE,                                                                        \
         .meaning = "Where to reach them",                                                         \
         .example = "\"john.doe@example.com\""},                                                   \
        {.name = "phone",                                                                          \
         .type = F_TEXT,                                                                           \
         .flags = NULLABLE,                                                                        \
         .least = 1,                                                                               \
         .most = 50,                                                                               \
         .meaning = "As they write it",                                                            \
         .example = "\"+1 555 0100\""},                                                            \
    {                                                                                              \
        .name = "address", .type = F_ADDRESS, .flags = NULLABLE, .of = &address,                   \
        .meaning = "Where they are"                                                                \
    }

static const struct field in_fields[] = {CUSTOMER_FIELDS(REQUIRED), {.name = NULL}};
const struct schema customer_in = {.name = "CustomerIn", .fields = in_fields};

static const struct field change_fields[] = {CUSTOMER_FIELDS(0), {.name = NULL}};
const struct schema customer_change_in = {.name = "CustomerChange", .fields = change_fields};

static const struct field out_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity", .example = "1"},
    {.name = "first_name",
     .type = F_TEXT,
     .flags = NULLABLE,
     .meaning = "Given name",
     .example = "\"John\""},
    {.name = "last_name",
     .type = F_TEXT,
     .flags = NULLABLE,
     .meaning = "Family name",
     .example = "\"Doe\""},
    {.name = "email",
     .type = F_EMAIL,
     .flags = NULLABLE,
     .meaning = "Where to reach them",
     .example = "\"john.doe@example.com\""},
    {.name = "phone",
     .type = F_TEXT,
     .flags = NULLABLE,
     .meaning = "As they write it",
     .example = "\"+1 555 0100\""},
    {.name = "address",
     .type = F_ADDRESS,
     .flags = NULLABLE,
     .of = &address,
     .meaning = "Where they are"},
    {.name = "version", .type = F_INT, .meaning = "Counts edits; the ETag", .example = "1"},
    {.name = "created_at",
     .type = F_TIME,
     .meaning = "When it was made",
     .example = "\"2026-01-01T09:00:00Z\""},
    {.name = "updated_at",
     .type = F_TIME,
     .meaning = "Last edit",
     .example = "\"2026-01-01T09:00:00Z\""},
    {.name = NULL},
};
const struct schema customer_out = {.name = "Customer", .fields = out_fields};

static const struct field query_fields[] = {
    LIST_FIELDS,
    {.name = "search", .type = F_SEARCH, .meaning = "Words of name or e-mail, or parts of them"},
    {.name = NULL},
};
const struct schema customer_query = {.name = "CustomerQuery", .fields = query_fields};

static const struct field export_fields[] = {
    {.name = "exported_at",
     .type = F_TIME,
     .meaning = "When",
     .example = "\"2026-01-01T09:00:00Z\""},
    {.name = "customer", .type = F_JSON, .meaning = "The customer"},
    {.name = "user", .type = F_JSON, .flags = NULLABLE, .meaning = "Their account"},
    {.name = "sessions", .type = F_JSON, .meaning = "Their sign-ins"},
    {.name = "api_keys", .type = F_JSON, .meaning = "What programs act for them"},
    {.name = "orders",
     .type = F_JSON,
     .meaning = "Their orders with lines, snapshots, shipments, returns and payments"},
    {.name = NULL},
};
const struct schema customer_export_out = {.name = "CustomerExport", .fields = export_fields};
