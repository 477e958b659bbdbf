/* The pools of workers, each behind a socket of its own, so that what is slow in one keeps nobody
 * waiting in another. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SETTING_POOLS_H
#define ORDERD_SETTING_POOLS_H

#include <stdbool.h>
#include <stddef.h>

#include "setting/conf.h"

enum pool {
    POOL_API,      /* everything ordinary */
    POOL_AUTH,     /* sign-in, and nothing else */
    POOL_LIVE,     /* what needs no database */
    POOL_PASSWORD, /* whatever else computes a password's hash */
    POOL_PAY,      /* what may wait for a payment provider */
    POOL_SLOW,     /* streams and scans */
    POOLS,
    POOL_ANY = POOLS
};

struct pool_row {
    const char *name;  /* of the socket, systemd's descriptor, nginx's upstream and the process */
    size_t workers;    /* their number: an int's offset in struct conf; 0: there is one */
    bool has_database; /* each of them has a connection */
    bool sheds;        /* what waited for longer than queue_ms is refused */
};

extern const struct pool_row pools[POOLS];

/* POOL_ANY when no pool has the name of `length` bytes. */
enum pool pool_named(const char *name, size_t length);

/* How many workers the settings want. */
int pool_workers(const struct conf *conf, enum pool pool);

/* How many connections to the database all pools hold. */
int pools_connections(const struct conf *conf);

#endif
