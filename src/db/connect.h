/* Making connections to PostgreSQL. For src/db alone. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_CONNECT_H
#define ORDERD_DB_CONNECT_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

struct connect_how {
    const char *conninfo;
    const char *who; /* application_name, with this version behind it */
    int lock_ms;     /* how long a statement waits for a lock */
    bool patient;    /* its statements may take minutes, not the seconds of a request */
    bool spare;      /* nobody misses it while it is away: it is a standby, and not on the board */
};

/* A connection that never blocks in sending, or a broken one that tells why; the caller ends it
 * with PQfinish. Where the settings name several hosts, the one that last worked is tried first,
 * only one that can be written to is taken, and no further one is tried after `deadline_ms`. What
 * they do not say of TCP is set so that a cut wire is noticed within seconds. */
PGconn *connect_open(const struct connect_how *how, int64_t deadline_ms)
    __attribute__((warn_unused_result));

#endif
