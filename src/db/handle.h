/* What is behind a handle, for the files of src/db that share it. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_HANDLE_H
#define ORDERD_DB_HANDLE_H

#include <libpq-fe.h>

#include "base/log.h"
#include "db/connect.h"
#include "db/db.h"

enum { BACKOFF_LEAST_MS = 100, BACKOFF_MOST_MS = 3000, BACKOFF_SPARE_MS = 15000 };

struct db {
    PGconn *conn; /* NULL while away */
    struct connect_how how;
    db_check *check;
    int backoff_ms;
    int64_t next_try_ms, connected_ms;
    uint64_t connections; /* of all workers, when the last try began */
    int64_t deadline_ms;  /* of the request in hand; 0: none */
    int64_t ahead_ms;     /* the server's clock, in ms since 1970, less clock_ms() */
    int64_t spent_ns;     /* see db_spent_ns */
    bool spanning;        /* between db_begin and db_end: a lost connection stays lost */
    bool reached;         /* the last try got as far as a connection */
    bool outlived;        /* prepared anew in this request */
    bool wrote;           /* see db_may_have_written */
};

/* Until when the next answer is waited for. */
int64_t handle_until(const struct db *db);

/* Gives the connection up. */
void handle_disconnect(struct db *db);

/* Asks for the server's time; false when the connection is lost, or in a transaction that failed.
 */
bool handle_learn_clock(struct db *db) __attribute__((warn_unused_result));

/* Sends a prepared statement with its parameters, or NULL for none. */
bool handle_send(PGconn *conn, enum query query, const char *const bound[])
    __attribute__((warn_unused_result));

bool handle_failed(const PGresult *res);

/* The first line of a message of libpq's. */
void handle_log(enum log_level level, const char *event, const char *what, const char *message);

#endif
