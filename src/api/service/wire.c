/* What the service's health looks like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/service/health.h"

/* clang-format off */
static const struct field health[] = {
    {"status", F_TEXT, .meaning = "healthy or unhealthy", .example = "\"healthy\""},
    {"service", F_TEXT, .meaning = "orderd", .example = "\"orderd\""},
    {"version", F_TEXT, .meaning = "Of the program", .example = "\"0.1.0\""},
    {"timestamp", F_TIME, .meaning = "Now"},
    {"checks", F_JSON, .meaning = "What was looked at, and how it is",
     .example = "{\"database\": \"up\"}"},
    {.name = NULL},
};
/* clang-format on */
const struct schema health_out = {"Health", health, .use = OUT};
