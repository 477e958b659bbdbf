/* Waiting for PostgreSQL's answers, for so long and no longer. For src/db alone. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_WAIT_H
#define ORDERD_DB_WAIT_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sends what is left to send and waits until PQgetResult answers at once. False: the connection
 * is of no use any more, since it is closed, since `deadline_ms` (clock_ms) has come, or since a
 * server that kept silent for a while does not take new connections either: it is paused, or
 * behind a cut wire, which the connection itself would not tell. */
bool wait_for_result(PGconn *conn, int64_t deadline_ms) __attribute__((warn_unused_result));

/* Reads what a pipeline answered, up to its `syncs`-th sync, and answers how many came: fewer when
 * the wait was in vain. results[i] is the last result of command i, those after the first sync are
 * in the last place; the caller clears them. */
int wait_for_syncs(PGconn *conn, int64_t deadline_ms, int syncs, PGresult *results[], size_t size)
    __attribute__((warn_unused_result));

#endif
