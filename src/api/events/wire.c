/* What events look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/events/events.h"

/* clang-format off */
static const struct field event[] = {
    {"number", F_ID, OUT, .meaning = "Its place in the feed", .example = "4711"},
    {"type", F_TEXT, OUT, .meaning = "Noun and verb", .example = "\"order.created\""},
    {"timestamp", F_TIME, OUT, .meaning = "When it happened", .example = "\"2026-01-01T09:00:00Z\""},
    {"order_id", F_ID, OUT, .nullable = OUT, .meaning = "The order that it is about", .example = "1"},
    {"data", F_JSON, OUT, .meaning = "What it says, as it was then: ids, numbers and states"},
    {.name = NULL},
};
static const struct schema event_page_out = {"FeedEvent", event, .use = OUT};

static const struct field events[] = {
    {"after", F_TEXT, QUERY, .least = 1, .most = 40,
     .meaning = "`next` of the page before; without it the feed begins with the oldest that is kept"},
    {"limit", F_INT, QUERY, .least = 1, .most = 1000, .standard = "100",
     .meaning = "As many at most"},
    {"data", F_ARRAY, OUT, .of = &event_page_out, .meaning = "Those that you may see"},
    {"next", F_TEXT, OUT, .meaning = "Where the next page begins", .example = "\"4f95cc266dde:4711\""},
    {"more", F_BOOL, OUT, .meaning = "Whether there is one already"},
    {"last", F_TEXT, OUT,
     .meaning = "Where the feed ends now: who has read everything else afresh goes on from here",
     .example = "\"4f95cc266dde:5000\""},
    {.name = NULL},
};
const struct schema events_query = {"EventsQuery", events, .use = QUERY};
const struct schema events_out = {"Events", events, .use = OUT};
/* clang-format on */
