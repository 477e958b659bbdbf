/* The health routes answer even when the database does not; so they alone ask it themselves. */
/* SPDX-License-Identifier: MIT */
#include "api/service/health.h"

#include <time.h>

#include "base/clock.h"

/* Who asks whether to send requests here does not wait long for the answer. */
enum { READY_MS = 3000 };

static void write_health(struct request *r, bool healthy, const char *database)
{
    char now[32];
    time_t seconds = time(NULL);
    struct tm utc;
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));

    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_text(&w, "status", healthy ? "healthy" : "unhealthy");
    json_text(&w, "service", "orderd");
    json_text(&w, "version", PACKAGE_VERSION);
    json_text(&w, "timestamp", now);
    json_open(&w, "checks", '{');
    if (database)
        json_text(&w, "database", database);
    json_close(&w, '}');
    json_close(&w, '}');
    r->replied = true;
}

enum error health_live(struct request *r)
{
    write_health(r, true, NULL);
    return E_OK;
}

/* One stale connection is no reason to say no: the second time it is a new one. */
static bool is_fit(struct request *r)
{
    const struct rows *rows[1] = {NULL};
    const struct plan plan = {.list = {Q_HEALTH}, .count = 1};
    enum error error = E_UNAVAILABLE;
    for (int tries = 0; error == E_UNAVAILABLE && tries < 2; tries++)
        error = db_run(r->service->db, r->arena, &plan, &r->values, rows);
    return !error && rows_true(rows[0], 0, "is_fit");
}

enum error health_ready(struct request *r)
{
    int64_t before = db_deadline(r->service->db, clock_ms() + READY_MS);
    bool healthy = is_fit(r);
    db_deadline(r->service->db, before);
    write_health(r, healthy, healthy ? "up" : "down");
    r->reply.status = healthy ? 200 : 503;
    if (!healthy)
        request_header(r, "Retry-After", "2");
    return E_OK;
}
