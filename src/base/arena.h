/* Memory that belongs to one request: taken piece by piece, given back all at once. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_ARENA_H
#define ORDERD_BASE_ARENA_H

#include <stddef.h>

struct arena;

/* A new arena whose first block of `block` bytes is kept across resets. Free with arena_free. */
struct arena *arena_new(size_t block);

/* `size` zeroed bytes, aligned for any type, valid until the next reset. Never NULL: when the
 * system has no memory left the out-of-memory hook runs and does not return. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc, alloc_size(2)));

/* As realloc: `piece` (NULL for none yet) of `size` bytes made `more` bytes long, in place when it
 * was the last one taken. The new bytes are not zeroed. */
void *arena_grow(struct arena *arena, void *piece, size_t size, size_t more)
    __attribute__((warn_unused_result));

/* Copies into the arena, NUL-terminated. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Has `release(object)` called at the next reset or free, last registered first: the way a
 * foreign object (PGresult, yajl handle) is owned by the request. */
void arena_cleanup(struct arena *arena, void (*release)(void *), void *object);

/* Runs the cleanups and takes everything back; the first block stays for the next request. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);

/* What happens when memory runs out, for all arenas of this process; the hook must not return.
 * Default: a line on stderr and abort(). */
void arena_on_exhausted(void (*hook)(void));

#endif
