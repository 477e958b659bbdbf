/* Which place each id has in a list without doubles: found at once, however long the list is. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_PLACES_H
#define ORDERD_BASE_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct places {
    size_t count; /* ids so far, each with the place at which it came */
    size_t size;
    struct place {
        int64_t id;
        size_t after; /* 1 + its place; 0: free */
    } * table;
};

/* Room for `most` ids, in the arena. */
struct places places_new(struct arena *arena, size_t most);

/* The place of `id`, from 0: the one it has, else the next, which is `count` before the call. */
size_t places_of(struct places *places, int64_t id);

#endif
