/* The events that the world may hear of, and what each says. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_EVENTS_TYPES_H
#define ORDERD_API_EVENTS_TYPES_H

#include <stdbool.h>
#include <stddef.h>

#include "json/schema.h"

/* One kind of event: what the outbox calls it, and the members of its payload (`data`). */
struct event_type {
    const char *name; /* noun and verb: "order.created" */
    const struct schema *data;
    const char *meaning; /* one line for the document */
};

/* Sorted by name; ended by a NULL name. */
extern const struct event_type event_types[];

/* The row of that name, or NULL. */
const struct event_type *event_type_named(const char *name);

/* True when some event is meant: "*", a noun's ("order.*"), or one of the table. */
bool event_filter_known(const char *filter);

/* What is sent of any event; its `data` is the type's own. */
extern const struct schema event_out;

#endif
