/* What happened. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/events/events.h"

const struct route events_routes[] = {
    {ROUTE("GET", "/events", CUSTOMER, API, "events",
           "Events in their order, to keep a copy by: each page says where the next begins"),
     .flags = R_CONFLICTS, .query = &events_query, .prepare = events_after,
     .facts = {Q_EVENTS_PAGE}, .handler = events_page, .answer = &events_out},
    {ROUTE("GET", "/events/stream", CUSTOMER, API, "events",
           "Events as they happen, as Server-Sent Events"),
     .flags = R_RELAYED, .gives = "text/event-stream", .facts = {Q_EVENT_LISTENER},
     .handler = event_listen},
    {.method = NULL},
};
