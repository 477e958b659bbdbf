/* The health routes answer even when the database does not; so they alone ask it themselves. */
/* SPDX-License-Identifier: MIT */
#include "api/service/health.h"

#include <time.h>

#include "base/clock.h"
#include "gateway/deadline.h"

/* Who asks whether to send requests here does not wait long for the answer. */
enum { READY_MS = 3000, PAUSE_MS = 25 };

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

/* One stale connection is no reason to say no, nor that another worker just lost one: a new one is
 * tried for as long as there is time. */
static bool is_fit(struct request *r, int64_t until_ms)
{
    const struct rows *rows[1] = {NULL};
    const struct plan plan = {.list = {Q_HEALTH}, .count = 1};
    int pause = PAUSE_MS;
    enum error error;
    do
        error = db_run(r->service->db, r->arena, &plan, &r->values, rows);
    while (error == E_UNAVAILABLE && clock_ms() + pause < until_ms && deadline_pause(r, &pause));
    return !error && rows_true(rows[0], 0, "is_fit");
}

enum error health_ready(struct request *r)
{
    int64_t until = clock_ms() + READY_MS;
    int64_t before = db_deadline(r->service->db, until);
    bool healthy = is_fit(r, until);
    db_deadline(r->service->db, before);
    write_health(r, healthy, healthy ? "up" : "down");
    r->reply.status = healthy ? 200 : 503;
    if (!healthy)
        request_header(r, "Retry-After", "2");
    return E_OK;
}
