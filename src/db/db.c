/* All of libpq: connecting, preparing, and running statements in pipelines. */
/* SPDX-License-Identifier: MIT */
#include "db/db.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "base/log.h"
#include "db/errors.h"
#include "db/wire.h"

enum { BACKOFF_LEAST_MS = 100, BACKOFF_MOST_MS = 3000 };

struct db {
    PGconn *conn; /* NULL while away */
    const char *conninfo;
    const char *who;
    db_check *check;
    int backoff_ms;
    int64_t next_try_ms;
    bool spanning; /* between db_begin and db_end: a lost connection stays lost */
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

struct db *db_open(const char *conninfo, const char *who, db_check *check)
{
    struct db *db = calloc(1, sizeof *db);
    if (!db)
        abort();
    db->conninfo = conninfo;
    db->who = who;
    db->check = check;
    return db;
}

static void disconnect(struct db *db)
{
    PQfinish(db->conn);
    db->conn = NULL;
}

void db_close(struct db *db)
{
    disconnect(db);
    free(db);
}

static void log_problem(enum log_level level, const char *event, const char *what,
                        const char *message)
{
    char line[300];
    snprintf(line, sizeof line, "%.*s", (int)strcspn(message, "\n"), message);
    log_event(level, event, "what", what, "message", line, NULL);
}

/* Reads what a pipeline answered, up to its `syncs`-th sync. results[i] is the last result of
 * command i; the caller clears them. False when the connection is lost. */
static bool collect(PGconn *conn, int syncs, PGresult *results[], size_t size)
{
    size_t i = 0;
    int silence = 0;
    while (syncs > 0) {
        PGresult *res = PQgetResult(conn);
        if (!res) {
            if (PQstatus(conn) != CONNECTION_OK || ++silence > 2)
                return false;
            i++;
            continue;
        }
        silence = 0;
        if (PQresultStatus(res) == PGRES_PIPELINE_SYNC) {
            PQclear(res);
            syncs--;
        } else if (i < size) {
            PQclear(results[i]);
            results[i] = res;
        } else {
            PQclear(res);
        }
    }
    return true;
}

static bool failed(const PGresult *res)
{
    ExecStatusType status = PQresultStatus(res);
    return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_SINGLE_TUPLE;
}

/* Prepares the whole table in one pipeline; the answers are a few bytes each. */
static bool prepare_all(PGconn *conn)
{
    PGresult *results[Q_COUNT + 1] = {NULL};
    bool ok = PQenterPipelineMode(conn);
    for (int q = Q_NONE + 1; ok && q < Q_COUNT; q++)
        ok = PQsendPrepare(conn, statements[q].name, statements[q].sql, 0, NULL);
    ok = ok && PQpipelineSync(conn) && collect(conn, 1, results, Q_COUNT);
    for (int i = 0; i < Q_COUNT; i++) {
        if (ok && results[i] && failed(results[i])) {
            log_problem(LOG_ERROR, "statement does not fit the database", statements[i + 1].name,
                        PQresultErrorMessage(results[i]));
            ok = false;
        }
        PQclear(results[i]);
    }
    return ok;
}

static bool connect_once(struct db *db)
{
    static const char options[] = "-c search_path=orderd -c timezone=UTC -c jit=off "
                                  "-c random_page_cost=1.1 "
                                  "-c statement_timeout=20s -c lock_timeout=10s "
                                  "-c client_min_messages=warning";
    const char *keys[] = {"dbname",          "application_name", "options",
                          "connect_timeout", "client_encoding",  NULL};
    const char *texts[] = {db->conninfo, db->who, options, "3", "UTF8", NULL};

    db->conn = PQconnectdbParams(keys, texts, 1);
    char why[300] = "";
    bool ready = PQstatus(db->conn) == CONNECTION_OK && prepare_all(db->conn);
    if (ready && (!db->check || db->check(db, why, sizeof why)))
        return true;
    log_problem(db->backoff_ms ? LOG_DEBUG : LOG_ERROR, "database away", db->who,
                ready ? why : PQerrorMessage(db->conn));
    disconnect(db);
    return false;
}

/* The pause before the next try: doubled each time, with jitter so that workers spread out. */
static void back_off(struct db *db)
{
    int next = db->backoff_ms ? db->backoff_ms * 2 : BACKOFF_LEAST_MS;
    db->backoff_ms = next < BACKOFF_MOST_MS ? next : BACKOFF_MOST_MS;
    unsigned short jitter;
    crypto_random(&jitter, sizeof jitter);
    db->next_try_ms = now_ms() + db->backoff_ms / 2 + jitter % (db->backoff_ms / 2 + 1);
}

/* A server that went away has closed the socket; seen before anything is sent, nothing is lost. */
static bool is_alive(PGconn *conn)
{
    return PQconsumeInput(conn) && PQstatus(conn) == CONNECTION_OK;
}

bool db_ready(struct db *db)
{
    if (db->conn && is_alive(db->conn))
        return true;
    if (db->conn)
        disconnect(db);
    if (db->spanning)
        return false;
    if (now_ms() < db->next_try_ms)
        return false;
    if (!connect_once(db)) {
        back_off(db);
        return false;
    }
    db->backoff_ms = 0;
    log_event(LOG_INFO, "database connected", NULL);
    return true;
}

void plan_add(struct plan *plan, enum query query)
{
    if (query == Q_NONE)
        return;
    if (plan->count == PLAN_STATEMENTS)
        abort();
    plan->list[plan->count++] = query;
}

static bool send_statement(PGconn *conn, enum query query, const struct values *values)
{
    const struct statement *statement = &statements[query];
    const char *bound[STATEMENT_PARAMETERS];
    for (int i = 0; i < statement->parameter_count; i++)
        bound[i] = values_bind(values, statement->parameters[i]);
    return PQsendQueryPrepared(conn, statement->name, statement->parameter_count, bound, NULL, NULL,
                               0);
}

static bool send_plan(PGconn *conn, const struct plan *plan, const struct values *values,
                      bool flush)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (!send_statement(conn, plan->list[i], values))
            return false;
    }
    if (!PQpipelineSync(conn))
        return false;
    return !flush || (send_statement(conn, Q_FLUSH, values) && PQpipelineSync(conn));
}

/* What was prepared here does not fit any more: a migration or a restore replaced tables or types
 * under it (0A000 cached plan, XX000 cache lookup failed). The next request prepares again. */
static bool is_outlived(const char *state)
{
    return strcmp(state, "0A000") == 0 || strncmp(state, "XX", 2) == 0;
}

/* The first error of a pipeline; those after it only say that it was aborted. */
static enum error first_error(struct db *db, const struct plan *plan, PGresult *const results[],
                              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (results[i] && failed(results[i])) {
            const char *state = PQresultErrorField(results[i], PG_DIAG_SQLSTATE);
            const char *message = PQresultErrorField(results[i], PG_DIAG_MESSAGE_PRIMARY);
            enum error error =
                db_error(state, PQresultErrorField(results[i], PG_DIAG_CONSTRAINT_NAME), message);
            const char *name = i < plan->count ? statements[plan->list[i]].name : "commit";
            if (error == E_INTERNAL || error == E_UNAVAILABLE)
                log_problem(LOG_ERROR, "statement failed", name,
                            message ? message : "connection lost");
            if (state && is_outlived(state))
                disconnect(db);
            return error;
        }
    }
    return E_OK;
}

static void clear_result(void *res)
{
    PQclear(res);
}

enum error db_run(struct db *db, struct arena *arena, const struct plan *plan,
                  const struct values *values, const struct rows *rows[])
{
    if (!db_ready(db))
        return E_UNAVAILABLE;

    bool flush = false;
    for (size_t i = 0; i < plan->count; i++)
        flush = flush || statements[plan->list[i]].flush;

    /* One place more each for what fails at commit and for the flush. */
    PGresult *results[PLAN_STATEMENTS + 3] = {NULL};
    size_t size = plan->count + 3;
    bool alive =
        send_plan(db->conn, plan, values, flush) && collect(db->conn, flush ? 2 : 1, results, size);
    for (size_t i = 0; i < size; i++) {
        if (results[i])
            arena_cleanup(arena, clear_result, results[i]);
        if (i < plan->count)
            rows[i] = rows_of(results[i]);
    }
    if (!alive) {
        log_problem(LOG_ERROR, "connection lost", db->who, PQerrorMessage(db->conn));
        disconnect(db);
        return E_UNAVAILABLE;
    }
    return first_error(db, plan, results, size);
}

static enum error run_command(struct db *db, const char *command)
{
    PGresult *results[2] = {NULL};
    const struct plan none = {.count = 0};
    bool alive = db->conn && PQsendQueryParams(db->conn, command, 0, NULL, NULL, NULL, NULL, 0) &&
                 PQpipelineSync(db->conn) && collect(db->conn, 1, results, 2);
    enum error error = alive ? first_error(db, &none, results, 2) : E_UNAVAILABLE;
    PQclear(results[0]);
    PQclear(results[1]);
    if (!alive)
        disconnect(db);
    return error;
}

enum error db_begin(struct db *db)
{
    enum error error = db_ready(db) ? run_command(db, "BEGIN") : E_UNAVAILABLE;
    db->spanning = !error;
    return error;
}

enum error db_end(struct db *db, bool commit)
{
    db->spanning = false;
    return run_command(db, commit ? "COMMIT" : "ROLLBACK");
}

bool db_spanning(const struct db *db)
{
    return db->spanning;
}

/* The results of the pipeline's next statement, each handed on as it comes. E_OK: all of them
 * were good and wanted. */
static enum error drain(struct db *db, enum query query, db_row *each, void *context)
{
    const struct plan plan = {.list = {query}, .count = 1};
    enum error error = E_OK;
    for (PGresult *res; !error && (res = PQgetResult(db->conn)); PQclear(res)) {
        if (failed(res))
            error = first_error(db, &plan, &res, 1);
        else if (each && !each(context, rows_of(res)))
            error = E_UNAVAILABLE;
    }
    return error;
}

/* After an error the connection is given up: nobody waits for the rest of a million rows. */
enum error db_stream(struct db *db, const struct plan *plan, const struct values *values,
                     db_row *each, void *context)
{
    PGresult *results[1] = {NULL};
    if (!db_ready(db))
        return E_UNAVAILABLE;
    enum error error = send_plan(db->conn, plan, values, false) ? E_OK : E_UNAVAILABLE;
    for (size_t i = 0; !error && i < plan->count; i++) {
        bool last = i + 1 == plan->count;
        if (last && !PQsetSingleRowMode(db->conn))
            error = E_UNAVAILABLE;
        else
            error = drain(db, plan->list[i], last ? each : NULL, context);
    }
    if (!error && !collect(db->conn, 1, results, 0))
        error = E_UNAVAILABLE;
    if (error)
        disconnect(db);
    return error;
}

static bool is_named(const char *const *names, const char *name)
{
    for (; *names; names++) {
        if (strcmp(*names, name) == 0)
            return true;
    }
    return false;
}

bool db_columns_fit(struct db *db, enum query query, const char *const *names, char *why,
                    size_t size)
{
    PGresult *results[2] = {NULL};
    const char *name = statements[query].name;
    bool fit = db->conn && PQsendDescribePrepared(db->conn, name) && PQpipelineSync(db->conn) &&
               collect(db->conn, 1, results, 2) && !failed(results[0]);
    if (!fit)
        snprintf(why, size, "%s can't be described", name);
    for (const char *const *n = names; fit && *n; n++) {
        fit = PQfnumber(results[0], *n) >= 0;
        if (!fit)
            snprintf(why, size, "%s lacks the column %s", name, *n);
    }
    for (int i = 0; fit && i < PQnfields(results[0]); i++) {
        const char *column = PQfname(results[0], i);
        fit = *column == '_' || is_named(names, column);
        if (!fit)
            snprintf(why, size, "%s has the column %s, which no schema names", name, column);
    }
    PQclear(results[0]);
    PQclear(results[1]);
    return fit;
}
