/* Nothing in libpq gives up by itself: PQgetResult waits for ever, and TCP notices a wire that was
 * cut, never a server that stands still. */
/* SPDX-License-Identifier: MIT */
#include "db/wait.h"

#include <errno.h>
#include <poll.h>

#include "base/clock.h"

/* How long the server may say nothing before it is asked whether it is there at all. */
enum { SILENCE_MS = 5000 };

/* The very server of this connection, whatever other hosts its settings name. Where it listens, but
 * refuses, it is there. */
static bool is_there(PGconn *conn)
{
    const char *keys[] = {"host",
                          "hostaddr",
                          "port",
                          "user",
                          "dbname",
                          "password",
                          "connect_timeout",
                          "target_session_attrs",
                          NULL};
    const char *texts[] = {PQhost(conn), PQhostaddr(conn), PQport(conn), PQuser(conn),
                           PQdb(conn),   PQpass(conn),     "3",          "any",
                           NULL};
    return PQpingParams(keys, texts, 0) != PQPING_NO_RESPONSE;
}

/* True when something can be sent or read. */
static bool wait_on(PGconn *conn, short events, int64_t deadline_ms)
{
    struct pollfd wire = {.fd = PQsocket(conn), .events = events};
    for (int64_t left; (left = deadline_ms - clock_ms()) > 0;) {
        int ready = poll(&wire, 1, left < SILENCE_MS ? (int)left : SILENCE_MS);
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
        if (ready == 0 && left > SILENCE_MS && !is_there(conn))
            return false;
    }
    return false;
}

bool wait_for_result(PGconn *conn, int64_t deadline_ms)
{
    int unsent;
    while ((unsent = PQflush(conn)) >= 0 && PQisBusy(conn)) {
        if (!wait_on(conn, (short)(unsent ? POLLIN | POLLOUT : POLLIN), deadline_ms) ||
            !PQconsumeInput(conn))
            return false;
    }
    return unsent >= 0;
}

int wait_for_syncs(PGconn *conn, int64_t deadline_ms, int syncs, PGresult *results[], size_t size)
{
    size_t i = 0;
    int seen = 0, silence = 0;
    while (seen < syncs && wait_for_result(conn, deadline_ms)) {
        PGresult *res = PQgetResult(conn);
        if (!res) {
            if (PQstatus(conn) != CONNECTION_OK || ++silence > 2)
                break;
            i++;
            continue;
        }
        silence = 0;
        if (PQresultStatus(res) == PGRES_PIPELINE_SYNC) {
            PQclear(res);
            seen++;
            i = size - 1;
        } else if (i < size) {
            PQclear(results[i]);
            results[i] = res;
        } else {
            PQclear(res);
        }
    }
    return seen;
}
