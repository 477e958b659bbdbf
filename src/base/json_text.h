/* JSON text, written from front to back; commas are kept by the writer. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_JSON_TEXT_H
#define ORDERD_BASE_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* json_open(w, NULL, '{'); json_text(w, "name", "x"); json_close(w, '}'); `name` is NULL
 * inside an array and at the top. */
struct json_writer {
    struct buf *out;
    bool comma; /* the next value needs a comma before it */
};

struct json_writer json_writer(struct buf *out);
void json_open(struct json_writer *w, const char *name, char bracket);
void json_close(struct json_writer *w, char bracket);
void json_text(struct json_writer *w, const char *name, const char *text); /* NULL text: null */
void json_int(struct json_writer *w, const char *name, int64_t number);
void json_bool(struct json_writer *w, const char *name, bool yes);
/* Text that is JSON already (a number from PostgreSQL, a json column). NULL: null. */
void json_raw(struct json_writer *w, const char *name, const char *json);

/* A JSON string with quotes, escaped so that it is also safe inside HTML's <script>. */
void json_quote(struct buf *out, const char *text, size_t length);

#endif
