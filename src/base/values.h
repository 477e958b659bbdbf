/* What a request knows, by name: path, query and body fields, who asks, what handlers computed.
 * Statements bind their named parameters from here, so a field travels from the wire to SQL
 * under one name. Every value is text; PostgreSQL types it. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_VALUES_H
#define ORDERD_BASE_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct value {
    const char *name;
    const char *text; /* NULL: SQL NULL, sent as JSON null */
};

struct values {
    struct arena *arena;
    struct value *list;
    size_t count;
    size_t capacity;
};

struct values values_new(struct arena *arena);

/* Sets or replaces. Neither name nor text is copied: both must outlive the values. */
void values_set(struct values *values, const char *name, const char *text);
void values_set_int(struct values *values, const char *name, int64_t number);
void values_set_bool(struct values *values, const char *name, bool yes);

/* The text, or NULL when absent or null. */
const char *values_get(const struct values *values, const char *name);

/* True when the name was set, be it to null: how PATCH tells absent from null. */
bool values_has(const struct values *values, const char *name);

/* As values_get, but `has_x` answers "t" or "f" for values_has(x): what a statement binds. */
const char *values_bind(const struct values *values, const char *name);

#endif
