/* What a request knows: path, query and body fields, who asks, what handlers computed. Statements
 * bind their parameters from here, so a field travels from the wire to SQL under one name. Names
 * are numbers from 1 (enum parameter, db/queries.h); every value is text, PostgreSQL types it. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_VALUES_H
#define ORDERD_BASE_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct values {
    struct arena *arena;
    const char **texts; /* by name; NULL: not set */
};

/* Room for all names below `names`. */
struct values values_new(struct arena *arena, int names);

/* Sets or replaces; NULL is SQL's NULL, sent as JSON null. The text is not copied: it must outlive
 * the values. */
void values_set(struct values *values, int name, const char *text);
void values_set_int(struct values *values, int name, int64_t number);
void values_set_bool(struct values *values, int name, bool yes);

/* The text, or NULL when absent or null. */
const char *values_get(const struct values *values, int name);

/* True when the name was set, be it to null: how PATCH tells absent from null. */
bool values_has(const struct values *values, int name);

#endif
