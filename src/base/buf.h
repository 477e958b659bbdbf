/* A text that grows: bytes appended in an arena, always NUL-terminated. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_BUF_H
#define ORDERD_BASE_BUF_H

#include <stddef.h>

#include "base/arena.h"

struct buf {
    struct arena *arena;
    char *data; /* never NULL once initialised; data[length] is NUL */
    size_t length;
    size_t capacity;
};

/* An empty buffer in `arena`; lives until the arena is reset. */
struct buf buf_new(struct arena *arena);
void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
