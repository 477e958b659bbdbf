/* Whether one sent value fits one scalar field. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_JSON_FIELD_H
#define ORDERD_JSON_FIELD_H

#include "base/arena.h"
#include "json/schema.h"

/* What is wrong with a value: a stable word and a sentence; code is NULL when it fits. The
 * sentence never holds the value, which may be a secret. */
struct fault {
    const char *code;
    const char *detail;
};

/* A field's bounds: its own, or its type's where it names none. */
struct bounds {
    int64_t least, most;
};

struct bounds field_bounds(const struct field *field);

/* Checks a value that is not null against a field that is neither object nor array. When it fits,
 * *text is what to store, in memory of the node or the schema. In a query every value is a
 * string. */
struct fault field_check(struct arena *arena, const struct field *field, const struct json *node,
                         bool query, const char **text);

/* Checks how many characters or items there are. `few` and `many` are the codes, `thing` the word
 * for the sentence ("character"). */
struct fault bounds_check(struct arena *arena, struct bounds bounds, size_t number, const char *few,
                          const char *many, const char *thing);

#endif
