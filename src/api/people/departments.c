/* What departments look like on the wire; they have no rules beyond their schema. */
/* SPDX-License-Identifier: MIT */
#include "api/people/departments.h"

#define DEPARTMENT_FIELDS(needed_)                                                                 \
    {.name = "name",                                                                               \
     .type = F_TEXT,                                                                               \
     .required = needed_,                                                                          \
     .least = 1,                                                                                   \
     .most = 100,                                                                                  \
     .meaning = "Unique, ignoring case",                                                           \
     .example = "\"Operations\""},                                                                 \
        {.name = "approval_threshold",                                                             \
         .type = F_MONEY,                                                                          \
         .nullable = ALWAYS,                                                                       \
         .least = 0,                                                                               \
         .most = 999999999999,                                                                     \
         .meaning = "A staff order with a higher total waits for approval; null: none does",       \
         .example = "500.00"},                                                                     \
    {                                                                                              \
        .name = "monthly_budget", .type = F_MONEY, .nullable = ALWAYS, .least = 0,                 \
        .most = 999999999999,                                                                      \
        .meaning = "What staff may order in a month without approval; null: no limit",             \
        .example = "10000.00"                                                                      \
    }

static const struct field in_fields[] = {DEPARTMENT_FIELDS(ALWAYS), {.name = NULL}};
const struct schema department_in = {.name = "DepartmentIn", .fields = in_fields};

static const struct field change_fields[] = {DEPARTMENT_FIELDS(0), {.name = NULL}};
const struct schema department_change_in = {.name = "DepartmentChange", .fields = change_fields};

static const struct field out_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity", .example = "1"},
    {.name = "name", .type = F_TEXT, .meaning = "Its name", .example = "\"Operations\""},
    {.name = "approval_threshold",
     .type = F_MONEY,
     .nullable = ALWAYS,
     .meaning = "A staff order with a higher total waits for approval",
     .example = "500.00"},
    {.name = "monthly_budget",
     .type = F_MONEY,
     .nullable = ALWAYS,
     .meaning = "What staff may order in a month without approval",
     .example = "10000.00"},
    {.name = "spent_this_month",
     .type = F_MONEY,
     .meaning = "What this month's orders hold of it",
     .example = "1250.00"},
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
const struct schema department_out = {.name = "Department", .fields = out_fields};
