/* One connection to PostgreSQL: callers name statements, db runs them together. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_DB_H
#define ORDERD_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/values.h"
#include "db/rows.h"
#include "db/statement.h"
#include "setting/errors.h"

struct db;

/* Looks whether a fresh connection is good; false with one line in *why. */
typedef bool db_check(struct db *db, char *why, size_t size);

/* A handle that is not connected yet; `who` and the version become application_name, `lock_ms` is
 * how long a statement waits for a lock that others hold, and `check` (or NULL) is asked whenever a
 * connection has been made. Free with db_close. */
struct db *db_open(const char *conninfo, const char *who, int lock_ms, db_check *check);

/* The same for a server that there may be besides: each worker tries for itself, seldom, and
 * nothing that is told of the database's absence (base/board.h) is about it. Of the hosts that
 * `conninfo` names libpq takes one that is a standby. */
struct db *db_open_spare(const char *conninfo, const char *who, int lock_ms, db_check *check);
void db_close(struct db *db);

/* From its next connection on a statement may take ten minutes: nobody waits for it before a
 * screen, and what looks at all orders takes longer the more there are. */
void db_patient(struct db *db);

/* Until when (clock_ms) all that is asked from now on is to be answered, 0: in good time, and a
 * request begins. Gives what was in force before, which who asks puts back at the end. No answer is
 * waited for any longer, and what `writes` is not committed any later. `db` may be NULL. */
int64_t db_deadline(struct db *db, int64_t deadline_ms);

/* True when the request in hand has sent what `writes`, and it was not undone. `db` may be NULL. */
bool db_may_have_written(const struct db *db);

/* For how many nanoseconds answers have been waited for, all in all. `db` may be NULL. */
int64_t db_spent_ns(const struct db *db);

/* A moment of clock_ms by the server's clock, in milliseconds since 1970 (:deadline_ms). */
int64_t db_server_ms(const struct db *db, int64_t ms);

/* True when the connection stands and every statement is prepared. When it does not stand and
 * the back-off is over, tries once to connect; so a service comes back by itself. Of the workers of
 * a board (base/board.h) one at a time tries, and all as soon as one has got through. */
bool db_ready(struct db *db) __attribute__((warn_unused_result));

/* Ends the connection, and has db_ready wait for a while before it makes one. */
void db_give_up(struct db *db);

/* When the connection that stands was made (clock_ms), 0: none stands; for who has to look again
 * where a new one leads to. */
int64_t db_connected_ms(const struct db *db);

/* The statements of one transaction, in order. Few and small: they are all sent before the
 * first answer is read. */
enum { PLAN_STATEMENTS = 16 };

struct plan {
    enum query list[PLAN_STATEMENTS];
    size_t count;
    size_t kept;   /* places at its end that are for others */
    bool overfull; /* one more was added than there was room for: it is not run */
    bool writes;   /* what the caller must know the outcome of, and in time */
};

/* Appends a statement; Q_NONE is nothing. One for which there is no room is a fault, told in the
 * log and by E_INTERNAL of whoever runs the plan. */
void plan_add(struct plan *plan, enum query query);

/* Runs a plan as one transaction in one round trip, every parameter bound by name from
 * `values`. rows[i] is what statement i answered, in the arena. A statement marked `flush` has
 * the transaction commit without waiting and a second, synchronous one follow it: locks are
 * free at once, and the answer is still on disk before anyone hears of it.
 *
 * E_OK: committed. E_AGAIN: rolled back, the world was not as the facts said (or a deadlock or
 * serialisation failure): read the facts again. E_LOCKED: rolled back, others held a lock for too
 * long. E_TOO_LATE: rolled back, the deadline came first. E_UNAVAILABLE: not connected, or the
 * connection was lost. E_OUTCOME_UNKNOWN: it was lost over a plan that `writes`, which may have
 * been committed. Anything else: rolled back for the reason that the error's row names. */
enum error db_run(struct db *db, struct arena *arena, const struct plan *plan,
                  const struct values *values, const struct rows *rows[])
    __attribute__((warn_unused_result));

/* The same, a few times more while it answers E_AGAIN: for who read no facts of their own. */
enum error db_run_again(struct db *db, struct arena *arena, const struct plan *plan,
                        const struct values *values, const struct rows *rows[])
    __attribute__((warn_unused_result));

/* Until db_end, all that runs is one transaction; for the few that can't know all their statements
 * before the first answer. After any error end it and commit nothing: a connection that was lost
 * took the transaction with it, and is not made again before db_end. db_spanning: between the two.
 * A commit fails as db_run of a plan that `writes` does. */
enum error db_begin(struct db *db) __attribute__((warn_unused_result));
enum error db_end(struct db *db, bool commit) __attribute__((warn_unused_result));
bool db_spanning(const struct db *db);

/* Takes one row of a stream; the last call has none (rows_count is 0) but the columns. False:
 * wants no more. */
typedef bool db_row(void *context, const struct rows *rows);

/* Runs a plan as one transaction and hands the rows of its last statement to `each` as they come:
 * memory does not grow with their number. Errors as db_run's; after one, or when `each` wanted no
 * more (E_UNAVAILABLE), rows may have been given already. */
enum error db_stream(struct db *db, const struct plan *plan, const struct values *values,
                     db_row *each, void *context) __attribute__((warn_unused_result));

/* The names of the columns that each statement answers, ended by NULL, in the arena. False when the
 * database does not tell. */
bool db_columns(struct db *db, struct arena *arena, const char *const *columns[Q_COUNT])
    __attribute__((warn_unused_result));

#endif
