/* How everything is, cheaply: by the scoreboard, and by what the metrics ask the database. */
/* SPDX-License-Identifier: MIT */
#include "api/admin/admin.h"
#include "base/board.h"
#include "base/clock.h"

/* Each statement is a member: one row, or all of them. */
static const struct part {
    const char *name;
    enum query query;
    bool list;
} parts[] = {
    {"relay", Q_DOCTOR_FEED, false},       {"outbox", Q_METRICS_OUTBOX, false},
    {"mails", Q_METRICS_MAILS, false},     {"webhooks", Q_METRICS_WEBHOOKS, false},
    {"audit", Q_METRICS_AUDIT, false},     {"chores", Q_SYSTEM_CHORES, true},
    {"findings", Q_SYSTEM_FINDINGS, true},
};
enum { PARTS = sizeof parts / sizeof *parts };

static void write_part(struct json_writer *w, const struct part *part, const struct rows *rows)
{
    if (!part->list) {
        rows_write(rows, 0, w, part->name);
        return;
    }
    json_open(w, part->name, '[');
    for (size_t row = 0; row < rows_count(rows); row++)
        rows_write(rows, row, w, NULL);
    json_close(w, ']');
}

static void write_pools(struct request *r, struct json_writer *w)
{
    json_open(w, "pools", '[');
    for (enum pool pool = 0; pool < POOLS; pool++) {
        const struct board_crew crew = board_crew((int)pool);
        int64_t ms = crew.oldest_ms ? clock_ms() - crew.oldest_ms : 0;
        json_open(w, NULL, '{');
        json_text(w, "name", pools[pool].name);
        json_int(w, "wanted", pool_workers(r->service->conf, pool));
        json_int(w, "workers", crew.workers);
        json_int(w, "busy", crew.busy);
        json_raw(w, "oldest_seconds",
                 arena_printf(r->arena, "%lld.%03lld", (long long)ms / 1000, (long long)ms % 1000));
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void write_system(struct request *r, const struct rows *const rows[])
{
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_text(&w, "version", PACKAGE_VERSION);
    json_text(&w, "postgresql", rows_text(rows[PARTS], 0, "version_text"));
    json_text(&w, "synchronous_commit", rows_text(rows[PARTS], 0, "synchronous_commit"));
    write_pools(r, &w);
    for (size_t i = 0; i < PARTS; i++)
        write_part(&w, &parts[i], rows[i]);
    json_close(&w, '}');
    r->replied = true;
}

enum error system_show(struct request *r)
{
    const struct rows *rows[PLAN_STATEMENTS] = {NULL};
    struct plan plan = {0};
    for (size_t i = 0; i < PARTS; i++)
        plan_add(&plan, parts[i].query);
    plan_add(&plan, Q_DOCTOR_SERVER);
    enum error error = db_run(r->service->db, r->arena, &plan, &r->values, rows);
    if (!error)
        write_system(r, rows);
    return error;
}
