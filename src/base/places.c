/* A hash table that is never more than half full. */
/* SPDX-License-Identifier: MIT */
#include "base/places.h"

struct places places_new(struct arena *arena, size_t most)
{
    struct places places = {.size = 2};
    while (places.size < 2 * most)
        places.size *= 2;
    places.table = arena_alloc(arena, places.size * sizeof *places.table);
    return places;
}

size_t places_of(struct places *places, int64_t id)
{
    /* Knuth's multiplier: ids that follow each other lie apart. */
    size_t at = ((uint64_t)id * 11400714819323198485U >> 32) & (places->size - 1);
    while (places->table[at].after && places->table[at].id != id)
        at = (at + 1) & (places->size - 1);
    struct place *place = &places->table[at];
    if (!place->after)
        *place = (struct place){.id = id, .after = ++places->count};
    return place->after - 1;
}
