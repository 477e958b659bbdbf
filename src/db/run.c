/* Statements in pipelines: what is sent, what comes of it, and what that says of the connection. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "db/errors.h"
#include "db/handle.h"
#include "db/wait.h"
#include "db/wire.h"

enum { ROUNDS = 5 };

void plan_add(struct plan *plan, enum query query)
{
    if (query == Q_NONE)
        return;
    if (plan->count + plan->kept < PLAN_STATEMENTS) {
        plan->list[plan->count++] = query;
        return;
    }
    plan->overfull = true;
    handle_log(LOG_ERROR, "plan is full", statements[query].name, "does not fit in");
}

/* :has_x is told from whether x was set. */
static const char *bind(const struct values *values, struct binding binding)
{
    if (binding.asks)
        return values_has(values, binding.name) ? "t" : "f";
    return values_get(values, binding.name);
}

static bool send_bound(PGconn *conn, enum query query, const struct values *values)
{
    const struct statement *statement = &statements[query];
    const char *bound[STATEMENT_PARAMETERS];
    for (int i = 0; i < statement->parameter_count; i++)
        bound[i] = bind(values, statement->parameters[i]);
    return handle_send(conn, query, bound);
}

/* Last of a transaction: one that comes to it after the deadline is undone. */
static bool send_in_time(const struct db *db)
{
    char deadline[24];
    const char *const bound[] = {deadline};
    snprintf(deadline, sizeof deadline, "%lld", (long long)db_server_ms(db, db->deadline_ms));
    return !db->deadline_ms || handle_send(db->conn, Q_IN_TIME, bound);
}

static bool is_marked(const struct plan *plan, bool by_flush)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct statement *statement = &statements[plan->list[i]];
        if (by_flush ? statement->flush : statement->in_time)
            return true;
    }
    return false;
}

static bool send_plan(struct db *db, const struct plan *plan, const struct values *values,
                      bool flush)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (!send_bound(db->conn, plan->list[i], values))
            return false;
    }
    bool asks = plan->writes && !db->spanning && !is_marked(plan, false);
    if (asks && !send_in_time(db))
        return false;
    if (!PQpipelineSync(db->conn))
        return false;
    return !flush || (handle_send(db->conn, Q_FLUSH, NULL) && PQpipelineSync(db->conn));
}

/* What an error makes of the connection, and of the error: see struct state. */
static enum error settle(struct db *db, enum error error, const char *state)
{
    switch (db_error_leaves(state)) {
    case CONNECTION_LOST:
        handle_disconnect(db);
        break;
    case CONNECTION_READ_ONLY: /* another may be found, but not with each request */
        if (clock_ms() - db->connected_ms > BACKOFF_MOST_MS)
            handle_disconnect(db);
        break;
    case CONNECTION_OUTLIVED:
        if (db->outlived)
            return E_INTERNAL;
        db->outlived = true;
        handle_disconnect(db);
        break;
    case CONNECTION_GOOD:
        break;
    }
    return error;
}

/* What the server found too late although there is time left: one of the clocks was set. */
static enum error check_clock(struct db *db, enum error error)
{
    bool early = error == E_TOO_LATE && db->conn && clock_ms() < handle_until(db);
    return early && handle_learn_clock(db) ? E_AGAIN : error;
}

/* The error of a result; `name` is whose it is. */
static enum error error_of(struct db *db, const PGresult *res, const char *name)
{
    const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
    enum error error = db_error(state, PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME), message);
    error = settle(db, error, state);
    if (error == E_INTERNAL || error == E_UNAVAILABLE)
        handle_log(LOG_ERROR, "statement failed", name, message ? message : "connection lost");
    return error;
}

/* An error without a state is libpq's own: the connection is lost. */
static bool told_why(const PGresult *res)
{
    return res && handle_failed(res) && PQresultErrorField(res, PG_DIAG_SQLSTATE);
}

static void connection_lost(struct db *db)
{
    const char *why = PQerrorMessage(db->conn);
    handle_log(LOG_ERROR, "connection lost", db->how.who, *why ? why : "no answer in time");
    handle_disconnect(db);
}

static void clear_result(void *res)
{
    PQclear(res);
}

/* One place more each for the deadline, for a failed commit and, last of all, for the flush. */
enum { PLACES = PLAN_STATEMENTS + 3 };

/* What came of a plan. Its first error tells, since those after it only say that it was aborted;
 * before the commit it also tells that nothing was done. */
static enum error outcome(struct db *db, const struct plan *plan, PGresult *const results[],
                          bool complete)
{
    enum error lost = plan->writes && !db->spanning ? E_OUTCOME_UNKNOWN : E_UNAVAILABLE;
    for (size_t i = 0; i < PLACES - 1; i++) {
        if (told_why(results[i])) {
            bool undone = i < plan->count;
            enum error error =
                error_of(db, results[i], undone ? statements[plan->list[i]].name : "commit");
            return error == E_UNAVAILABLE && !undone ? lost : error;
        }
    }
    if (!complete) {
        connection_lost(db);
        return lost;
    }
    if (!told_why(results[PLACES - 1]))
        return E_OK;
    error_of(db, results[PLACES - 1], statements[Q_FLUSH].name);
    return lost;
}

enum error db_run(struct db *db, struct arena *arena, const struct plan *plan,
                  const struct values *values, const struct rows *rows[])
{
    if (plan->overfull)
        return E_INTERNAL;
    if (!db_ready(db))
        return E_UNAVAILABLE;

    PGresult *results[PLACES] = {NULL};
    bool flush = is_marked(plan, true);
    int syncs = flush ? 2 : 1;
    bool wrote = db->wrote;
    int64_t began = clock_ns();
    db->wrote = wrote || plan->writes;
    bool complete = send_plan(db, plan, values, flush) &&
                    wait_for_syncs(db->conn, handle_until(db), syncs, results, PLACES) == syncs;
    db->spent_ns += clock_ns() - began;
    for (size_t i = 0; i < PLACES; i++) {
        if (results[i])
            arena_cleanup(arena, clear_result, results[i]);
        if (i < plan->count)
            rows[i] = rows_of(results[i]);
    }
    enum error error = check_clock(db, outcome(db, plan, results, complete));
    db->wrote = wrote || (plan->writes && (!error || error == E_OUTCOME_UNKNOWN));
    return error;
}

enum error db_run_again(struct db *db, struct arena *arena, const struct plan *plan,
                        const struct values *values, const struct rows *rows[])
{
    enum error error = E_AGAIN;
    for (int round = 0; error == E_AGAIN && round < ROUNDS; round++)
        error = db_run(db, arena, plan, values, rows);
    return error;
}

/* Sends a command, with the deadline before it if it ends a transaction that keeps to one. */
static enum error run_command(struct db *db, const char *command, bool in_time)
{
    PGresult *results[3] = {NULL};
    enum error error = E_UNAVAILABLE;
    if (!db->conn)
        return error;
    int64_t began = clock_ns();
    if ((!in_time || send_in_time(db)) &&
        PQsendQueryParams(db->conn, command, 0, NULL, NULL, NULL, NULL, 0) &&
        PQpipelineSync(db->conn) && wait_for_syncs(db->conn, handle_until(db), 1, results, 3) == 1)
        error = E_OK;
    else
        connection_lost(db);
    db->spent_ns += clock_ns() - began;
    for (size_t i = 0; i < 3; i++) {
        if (!error && told_why(results[i]))
            error = error_of(db, results[i], command);
        PQclear(results[i]);
    }
    return error;
}

enum error db_begin(struct db *db)
{
    enum error error = db_ready(db) ? run_command(db, "BEGIN", false) : E_UNAVAILABLE;
    db->spanning = !error;
    return error;
}

enum error db_end(struct db *db, bool commit)
{
    bool stands = db->conn;
    db->spanning = false;
    enum error error = run_command(db, commit ? "COMMIT" : "ROLLBACK", commit);
    if (error == E_UNAVAILABLE && commit && stands)
        return E_OUTCOME_UNKNOWN;
    if (error && commit && db->conn) /* what failed before the COMMIT keeps the transaction open */
        return run_command(db, "ROLLBACK", false) ? E_UNAVAILABLE : check_clock(db, error);
    return error;
}

bool db_spanning(const struct db *db)
{
    return db->spanning;
}

/* The results of the pipeline's next statement, each handed on as it comes. E_OK: all of them
 * were good and wanted. */
static enum error drain(struct db *db, enum query query, db_row *each, void *context)
{
    for (;;) {
        int64_t began = clock_ns();
        bool came = wait_for_result(db->conn, handle_until(db));
        db->spent_ns += clock_ns() - began;
        if (!came)
            return E_UNAVAILABLE;
        PGresult *res = PQgetResult(db->conn);
        if (!res)
            return E_OK;
        enum error error = E_OK;
        if (handle_failed(res))
            error = error_of(db, res, statements[query].name);
        else if (each && !each(context, rows_of(res)))
            error = E_UNAVAILABLE;
        PQclear(res);
        if (error)
            return error;
    }
}

/* After an error the connection is given up: nobody waits for the rest of a million rows. */
enum error db_stream(struct db *db, const struct plan *plan, const struct values *values,
                     db_row *each, void *context)
{
    PGresult *results[1] = {NULL};
    if (plan->overfull)
        return E_INTERNAL;
    if (!db_ready(db))
        return E_UNAVAILABLE;
    enum error error = send_plan(db, plan, values, false) ? E_OK : E_UNAVAILABLE;
    for (size_t i = 0; !error && i < plan->count; i++) {
        bool last = i + 1 == plan->count;
        if (last && !PQsetSingleRowMode(db->conn))
            error = E_UNAVAILABLE;
        else
            error = drain(db, plan->list[i], last ? each : NULL, context);
    }
    if (!error && (wait_for_syncs(db->conn, handle_until(db), 1, results, 1) != 1 || results[0]))
        error = E_UNAVAILABLE;
    PQclear(results[0]);
    if (error)
        handle_disconnect(db);
    return error;
}
