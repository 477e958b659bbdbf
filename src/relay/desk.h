/* A desk: the part of the relay that does one kind of thing, a process of its own, so that what one
 * waits for (a mail server, a provider, a slow reader) holds up no other. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_DESK_H
#define ORDERD_RELAY_DESK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/values.h"
#include "db/db.h"
#include "setting/conf.h"

struct desk {
    const struct conf *conf;
    struct db *db;        /* its own connection */
    struct arena *arena;  /* emptied by desk_pause */
    struct values values; /* emptied by desk_pause */
    int wake_fd;          /* an eventfd: readable when the numbers desk has news */
    int stop_fd;          /* a signalfd: readable when the desk is to end */
    const int *wake_fds;  /* of all desks of this relay, its own among them */
    int desks;
};

/* What a desk does until it is to end. */
typedef void desk_work(struct desk *desk);

/* Empties arena and values and waits until the numbers desk has news, or `ms` went by. False: the
 * desk is to end. */
bool desk_pause(struct desk *desk, int ms) __attribute__((warn_unused_result));

/* The same in a desk that waits by itself: empties arena and values, and forgets having been woken.
 * False: it is to end. */
bool desk_turn(struct desk *desk) __attribute__((warn_unused_result));

/* The same for one to whom news are none: waits until `ms` went by. */
bool desk_rest(struct desk *desk, int ms) __attribute__((warn_unused_result));

/* Has the other desks look at once. */
void desk_wake_others(const struct desk *desk);

/* db_run_again with the desk's values. False: not done, and
 * logged by db. */
bool desk_run(struct desk *desk, const struct plan *plan, const struct rows *rows[])
    __attribute__((warn_unused_result));

/* One statement's rows, or NULL. */
const struct rows *desk_ask(struct desk *desk, enum query query)
    __attribute__((warn_unused_result));

#endif
