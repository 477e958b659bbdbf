/* What the first page of a day's work looks like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/home/home.h"

/* clang-format off */
static const struct field waiting[] = {
    {"what", F_TEXT,
     .meaning = "orders_to_approve, orders_to_confirm, orders_to_ship, returns_requested, "
                "payments_failed, products_low, deliveries_dead or mails_dead: those that your "
                "role may list",
     .example = "\"orders_to_ship\""},
    {"count", F_INT, .meaning = "How many wait, at most 1,000", .example = "12"},
    {"capped", F_BOOL, .meaning = "Whether there are more"},
    {"list", F_TEXT, .meaning = "The list that has them", .example = "\"/orders\""},
    {"filter", F_TEXT, .meaning = "And its query", .example = "\"status=confirmed,processing,partially_shipped\""},
    {.name = NULL},
};
const struct schema waiting_out = {"Waiting", waiting, .use = OUT};
/* clang-format on */
