/* Where a day's work begins. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/home/home.h"

const struct route home_routes[] = {
    {ROUTE("GET", "/home", STAFF, API, "home", "What waits for me, and which list has it"),
     .facts = {Q_HOME}, .answer = &waiting_out},
    {.method = NULL},
};
