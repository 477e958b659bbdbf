/* JSON text to a small tree (RFC 8259), refusing what is ambiguous or deep. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_JSON_READ_H
#define ORDERD_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum { JSON_DEPTH = 32, JSON_MEMBERS = 256 };

/* Numbers keep the text they were sent as, so that money never passes through a float. */
struct json {
    enum json_type type;
    const char *name;   /* member name inside an object, else NULL */
    const char *text;   /* string, number, "true" or "false"; NULL for null, array, object */
    size_t length;      /* of text */
    struct json *first; /* children of an array or object, in order */
    struct json *last;
    struct json *next; /* the next child of the same parent */
    size_t count;      /* of children */
};

/* The tree in the arena, or NULL with one clear sentence in *error (static or in the arena).
 * Refused: anything after the first value, depth over JSON_DEPTH, a name twice in one object,
 * over JSON_MEMBERS members in one object, U+0000 or half a surrogate pair in a string, invalid
 * UTF-8, numbers that are not JSON's, an empty text. */
struct json *json_read(struct arena *arena, const char *text, size_t length, const char **error)
    __attribute__((warn_unused_result));

/* The member of an object, or NULL. */
const struct json *json_member(const struct json *object, const char *name);

/* A node to add to a tree by hand (the gateway reads query strings into the same shape). */
struct json *json_node(struct arena *arena, enum json_type type, const char *name,
                       const char *text);
void json_append(struct json *parent, struct json *child);

/* The tree as compact JSON text again. */
void json_print(struct buf *out, const struct json *node);

#endif
