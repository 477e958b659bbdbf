/* The pools' rows. */
/* SPDX-License-Identifier: MIT */
#include "setting/pools.h"

#include <string.h>

#include "base/board.h"

_Static_assert((int)POOLS <= (int)BOARD_POOLS, "the board has no crowd for every pool");

#define WORKERS(member) offsetof(struct conf, workers_##member)

const struct pool_row pools[POOLS] = {
    [POOL_API] = {"api", WORKERS(api), true, true},
    [POOL_AUTH] = {"auth", WORKERS(auth), true, false},
    [POOL_LIVE] = {"live", 0, false, false},
    [POOL_PASSWORD] = {"password", WORKERS(password), true, false},
    [POOL_PAY] = {"pay", WORKERS(pay), true, false},
    [POOL_SLOW] = {"slow", WORKERS(slow), true, false},
};

enum pool pool_named(const char *name, size_t length)
{
    for (enum pool pool = 0; pool < POOLS; pool++) {
        if (strlen(pools[pool].name) == length && strncmp(pools[pool].name, name, length) == 0)
            return pool;
    }
    return POOL_ANY;
}

int pool_workers(const struct conf *conf, enum pool pool)
{
    size_t at = pools[pool].workers;
    return at ? *(const int *)(const void *)((const char *)conf + at) : 1;
}

int pools_connections(const struct conf *conf)
{
    int connections = 0;
    for (enum pool pool = 0; pool < POOLS; pool++)
        connections += pools[pool].has_database ? pool_workers(conf, pool) : 0;
    return connections;
}
