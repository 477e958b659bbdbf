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
 * the values. The name is a constant. */
#define values_set(values, name, text) values_put(values, values_name(name), text)
#define values_set_int(values, name, number) values_put_int(values, values_name(name), number)
#define values_set_bool(values, name, yes) values_put_bool(values, values_name(name), yes)

/* The same for a name that comes from elsewhere. */
void values_put(struct values *values, int name, const char *text);
void values_put_int(struct values *values, int name, int64_t number);
void values_put_bool(struct values *values, int name, bool yes);

/* A name that the program sets. The linker collects them all, so that a name which nobody
 * sets is found at start (gateway/name_check.h). */
struct values_use {
    int name;
};
const struct values_use *const *values_uses(size_t *count);

/* The name, noted as one that is set; costs nothing when it runs. */
#define values_name(name_)                                                                         \
    ({                                                                                             \
        static const struct values_use use_ = {name_};                                             \
        static const struct values_use *const noted_                                               \
            __attribute__((section("values_noted"), used)) = &use_;                                \
        use_.name;                                                                                 \
    })

/* The text, or NULL when absent or null. */
const char *values_get(const struct values *values, int name);

/* True when the name was set, be it to null: how PATCH tells absent from null. */
bool values_has(const struct values *values, int name);

/* True when the text is "true", as a flag of a query, a body or a command has it. */
bool values_true(const struct values *values, int name);

#endif
