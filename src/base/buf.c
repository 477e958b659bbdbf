/* Appending to a text, doubling its memory when it is full. */
/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUF_FIRST = 256 };

/* Makes room for `length` more bytes and the NUL. */
static void reserve(struct buf *buf, size_t length)
{
    size_t needed = buf->length + length + 1;
    if (needed <= buf->capacity)
        return;
    size_t capacity = buf->capacity * 2;
    if (capacity < needed)
        capacity = needed;
    buf->data = arena_grow(buf->arena, buf->data, buf->capacity, capacity);
    buf->capacity = capacity;
}

struct buf buf_new(struct arena *arena)
{
    struct buf buf = {.arena = arena, .capacity = BUF_FIRST};
    buf.data = arena_grow(arena, NULL, 0, BUF_FIRST);
    buf.data[0] = '\0';
    return buf;
}

void buf_add(struct buf *buf, const void *bytes, size_t length)
{
    if (length == 0)
        return;
    reserve(buf, length);
    memcpy(buf->data + buf->length, bytes, length);
    buf->length += length;
    buf->data[buf->length] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    size_t room = buf->capacity - buf->length;
    va_start(arguments, format);
    int length = vsnprintf(buf->data + buf->length, room, format, arguments);
    va_end(arguments);
    if (length < 0)
        abort();
    if ((size_t)length >= room) {
        reserve(buf, (size_t)length);
        va_start(arguments, format);
        vsnprintf(buf->data + buf->length, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    buf->length += (size_t)length;
}
