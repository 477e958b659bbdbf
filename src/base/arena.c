/* Blocks of memory for one request, and the cleanups of what it borrowed from libraries. */
/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer memory that nobody took is poisoned and a gap stays between neighbours,
 * so that an overrun or a use after the reset is found as in malloc's memory. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_GUARDED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_GUARDED 1
#endif

#ifdef ARENA_GUARDED
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#define guard(bytes, size) ASAN_POISON_MEMORY_REGION(bytes, size)
#define unguard(bytes, size) ASAN_UNPOISON_MEMORY_REGION(bytes, size)
#else
enum { GAP = 0 };
#define guard(bytes, size) ((void)(bytes), (void)(size))
#define unguard(bytes, size) ((void)(bytes), (void)(size))
#endif

enum { ALIGNMENT = _Alignof(max_align_t) };

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(max_align_t) char bytes[];
};

struct cleanup {
    struct cleanup *next;
    void (*release)(void *);
    void *object;
};

struct arena {
    struct block *first;   /* kept across resets */
    struct block *others;  /* given back at the reset */
    struct block *current; /* where the next piece is taken from */
    struct cleanup *cleanups;
};

static void (*exhausted_hook)(void);

static _Noreturn void exhausted(void)
{
    if (exhausted_hook)
        exhausted_hook();
    fputs("orderd: out of memory\n", stderr);
    abort();
}

void arena_on_exhausted(void (*hook)(void))
{
    exhausted_hook = hook;
}

static struct block *block_new(size_t size)
{
    struct block *block = malloc(sizeof(*block) + size);
    if (!block)
        exhausted();
    block->next = NULL;
    block->size = size;
    block->used = 0;
    guard(block->bytes, size);
    return block;
}

static void block_free(struct block *block)
{
    unguard(block->bytes, block->size);
    free(block);
}

static size_t room(const struct block *block)
{
    return block->size - block->used;
}

/* Rounded up so that the next piece is aligned too. */
static size_t footprint(size_t size)
{
    if (size > PTRDIFF_MAX / 2)
        exhausted();
    return (size + GAP + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static void *take_from(struct block *block, size_t size, size_t whole)
{
    char *piece = block->bytes + block->used;
    block->used += whole;
    unguard(piece, size);
    return piece;
}

/* A piece larger than a block gets a block of its own, behind the current one when that has
 * more room left. */
static void *take(struct arena *arena, size_t size)
{
    size_t whole = footprint(size);
    if (whole <= room(arena->current))
        return take_from(arena->current, size, whole);

    size_t standard = arena->first->size;
    struct block *block = block_new(whole > standard ? whole : standard);
    block->next = arena->others;
    arena->others = block;
    void *piece = take_from(block, size, whole);
    if (room(block) > room(arena->current))
        arena->current = block;
    return piece;
}

struct arena *arena_new(size_t block)
{
    struct arena *arena = calloc(1, sizeof(*arena));
    if (!arena)
        exhausted();
    arena->first = block_new(footprint(block));
    arena->current = arena->first;
    return arena;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(take(arena, size), 0, size);
}

/* True when `piece` was the last one taken and its block has room for it to become longer. */
static bool grow_in_place(struct block *block, const char *piece, size_t size, size_t more)
{
    if (piece + footprint(size) != block->bytes + block->used)
        return false;
    if (footprint(more) - footprint(size) > room(block))
        return false;
    block->used += footprint(more) - footprint(size);
    unguard(piece, more);
    return true;
}

void *arena_grow(struct arena *arena, void *piece, size_t size, size_t more)
{
    if (piece && grow_in_place(arena->current, piece, size, more))
        return piece;
    void *longer = take(arena, more);
    if (piece)
        memcpy(longer, piece, size);
    return longer;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = take(arena, length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    char small[128];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(small, sizeof(small), format, arguments);
    va_end(arguments);
    if (length < 0)
        exhausted();
    if ((size_t)length < sizeof(small))
        return arena_strndup(arena, small, (size_t)length);

    char *text = take(arena, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void arena_cleanup(struct arena *arena, void (*release)(void *), void *object)
{
    struct cleanup *cleanup = take(arena, sizeof(*cleanup));
    *cleanup = (struct cleanup){arena->cleanups, release, object};
    arena->cleanups = cleanup;
}

static void run_cleanups(struct arena *arena)
{
    while (arena->cleanups) {
        struct cleanup *cleanup = arena->cleanups;
        arena->cleanups = cleanup->next;
        cleanup->release(cleanup->object);
    }
}

void arena_reset(struct arena *arena)
{
    run_cleanups(arena);
    while (arena->others) {
        struct block *block = arena->others;
        arena->others = block->next;
        block_free(block);
    }
    arena->current = arena->first;
    arena->first->used = 0;
    guard(arena->first->bytes, arena->first->size);
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    arena_reset(arena);
    block_free(arena->first);
    free(arena);
}
