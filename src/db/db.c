/* A connection's life: made, prepared, checked, lost, and made again. */
/* SPDX-License-Identifier: MIT */
#include "db/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/board.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "db/handle.h"
#include "db/wait.h"

enum { CONNECT_MS = 20 * 1000 };

/* How long an answer may take where no request waits for it: a little more than the longest
 * statement_timeout there is (db_patient, import_begin). */
enum { REPLY_MS = 11 * 60 * 1000 };

struct db *db_open(const char *conninfo, const char *who, int lock_ms, db_check *check)
{
    struct db *db = calloc(1, sizeof *db);
    if (!db)
        abort();
    db->how = (struct connect_how){.conninfo = conninfo, .who = who, .lock_ms = lock_ms};
    db->check = check;
    return db;
}

struct db *db_open_spare(const char *conninfo, const char *who, int lock_ms, db_check *check)
{
    struct db *db = db_open(conninfo, who, lock_ms, check);
    db->how.spare = true;
    return db;
}

void db_patient(struct db *db)
{
    db->how.patient = true;
}

int64_t db_deadline(struct db *db, int64_t deadline_ms)
{
    int64_t before = db ? db->deadline_ms : 0;
    if (db) {
        db->wrote = db->wrote && (before || !deadline_ms);
        db->deadline_ms = deadline_ms;
        db->outlived = false;
    }
    return before;
}

bool db_may_have_written(const struct db *db)
{
    return db && db->wrote;
}

int64_t db_spent_ns(const struct db *db)
{
    return db ? db->spent_ns : 0;
}

int64_t db_server_ms(const struct db *db, int64_t ms)
{
    return ms + db->ahead_ms;
}

int64_t handle_until(const struct db *db)
{
    return db->deadline_ms ? db->deadline_ms : clock_ms() + REPLY_MS;
}

void handle_disconnect(struct db *db)
{
    PQfinish(db->conn);
    db->conn = NULL;
}

void db_close(struct db *db)
{
    handle_disconnect(db);
    free(db);
}

void handle_log(enum log_level level, const char *event, const char *what, const char *message)
{
    char line[300];
    snprintf(line, sizeof line, "%.*s", (int)strcspn(message, "\n"), message);
    log_event(level, event, "what", what, "message", line, NULL);
}

bool handle_failed(const PGresult *res)
{
    ExecStatusType status = PQresultStatus(res);
    return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_SINGLE_TUPLE;
}

bool handle_send(PGconn *conn, enum query query, const char *const bound[])
{
    const struct statement *statement = &statements[query];
    return PQsendQueryPrepared(conn, statement->name, statement->parameter_count, bound, NULL, NULL,
                               0);
}

/* Prepares the whole table in one pipeline; the answers are a few bytes each. */
static bool prepare_all(struct db *db)
{
    PGresult *results[Q_COUNT + 1] = {NULL};
    bool ok = PQenterPipelineMode(db->conn);
    for (int q = Q_NONE + 1; ok && q < Q_COUNT; q++)
        ok = PQsendPrepare(db->conn, statements[q].name, statements[q].sql, 0, NULL);
    ok = ok && PQpipelineSync(db->conn) &&
         wait_for_syncs(db->conn, db->deadline_ms, 1, results, Q_COUNT + 1) == 1;
    for (int i = 0; i < Q_COUNT; i++) {
        if (ok && results[i] && handle_failed(results[i])) {
            handle_log(LOG_ERROR, "statement does not fit the database", statements[i + 1].name,
                       PQresultErrorMessage(results[i]));
            ok = false;
        }
        PQclear(results[i]);
    }
    return ok;
}

/* What the answer took on its way makes our deadlines come a little early, never late. */
bool handle_learn_clock(struct db *db)
{
    PGresult *results[2] = {NULL};
    bool ok = handle_send(db->conn, Q_CLOCK, NULL) && PQpipelineSync(db->conn) &&
              wait_for_syncs(db->conn, handle_until(db), 1, results, 2) == 1 &&
              !handle_failed(results[0]);
    if (ok)
        db->ahead_ms = strtoll(PQgetvalue(results[0], 0, 0), NULL, 10) - clock_ms();
    PQclear(results[0]);
    PQclear(results[1]);
    return ok;
}

static bool connect_and_prepare(struct db *db)
{
    char why[300] = "";
    db->conn = connect_open(&db->how, db->deadline_ms);
    db->reached = PQstatus(db->conn) == CONNECTION_OK;
    bool ready = db->reached && prepare_all(db) && handle_learn_clock(db);
    if (ready && (!db->check || db->check(db, why, sizeof why)))
        return true;
    handle_log(db->backoff_ms ? LOG_DEBUG : LOG_ERROR, "database away", db->how.who,
               ready ? why : PQerrorMessage(db->conn));
    handle_disconnect(db);
    return false;
}

static bool connect_once(struct db *db)
{
    int64_t deadline = db->deadline_ms, most = clock_ms() + CONNECT_MS;
    db->deadline_ms = deadline && deadline < most ? deadline : most;
    bool connected = connect_and_prepare(db);
    db->deadline_ms = deadline;
    return connected;
}

/* The pause before the next try: doubled each time, with jitter so that workers spread out. */
static void back_off(struct db *db)
{
    int next = db->backoff_ms ? db->backoff_ms * 2 : BACKOFF_LEAST_MS;
    db->backoff_ms = next < BACKOFF_MOST_MS ? next : BACKOFF_MOST_MS;
    if (db->how.spare)
        db->backoff_ms = BACKOFF_SPARE_MS;
    unsigned short jitter;
    crypto_random(&jitter, sizeof jitter);
    db->next_try_ms = clock_ms() + db->backoff_ms / 2 + jitter % (db->backoff_ms / 2 + 1);
}

void db_give_up(struct db *db)
{
    handle_disconnect(db);
    back_off(db);
}

/* While it is away one worker tries at a time; once one is connected, all may at once. */
static bool may_try(const struct db *db)
{
    int64_t now = clock_ms();
    if (db->how.spare)
        return now >= db->next_try_ms;
    return (now >= db->next_try_ms || board_connections() != db->connections) && board_connect(now);
}

/* A server that went away has closed the socket; seen before anything is sent, nothing is lost. */
static bool is_alive(PGconn *conn)
{
    return PQconsumeInput(conn) && PQstatus(conn) == CONNECTION_OK;
}

/* It is not away when another got through meanwhile, or when what went wrong is this worker's
 * alone. */
static void tell_board(const struct db *db, bool connected)
{
    bool away = !db->reached && board_connections() == db->connections;
    board_connected(connected, away ? db->next_try_ms : 0);
}

int64_t db_connected_ms(const struct db *db)
{
    return db->conn ? db->connected_ms : 0;
}

bool db_ready(struct db *db)
{
    if (db->conn && is_alive(db->conn))
        return true;
    if (db->conn)
        handle_disconnect(db);
    if (db->spanning || !may_try(db))
        return false;
    db->connections = board_connections();
    bool connected = connect_once(db);
    if (!connected)
        back_off(db);
    if (!db->how.spare)
        tell_board(db, connected);
    if (!connected)
        return false;
    db->backoff_ms = 0;
    db->connected_ms = clock_ms();
    log_event(LOG_INFO, "database connected", NULL);
    return true;
}
