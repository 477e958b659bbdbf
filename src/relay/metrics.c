/* A row a metric: a column of a statement. A null is told as none. */
/* SPDX-License-Identifier: MIT */
#include "relay/metrics.h"

#include "base/clock.h"
#include "base/metric_text.h"
#include "relay/count.h"

/* Streams wait meanwhile. */
enum { ASK_MS = 1000 };

static const enum query queries[] = {Q_METRICS_OUTBOX,   Q_METRICS_AUDIT, Q_METRICS_CHORES,
                                     Q_METRICS_FINDINGS, Q_METRICS_MAILS, Q_METRICS_WEBHOOKS};
enum { QUERIES = sizeof queries / sizeof *queries };

/* clang-format off */
static const struct metric {
    const char *name;
    const char *type;
    enum query query;
    const char *column;
    const char *label; /* also a column, or NULL where there is one row */
    const char *help;
} metrics[] = {
    {"orderd_outbox_fresh", "gauge", Q_METRICS_OUTBOX, "fresh", NULL,
     "Events that have no number yet, so that nobody has heard of them; at most 10000 are counted."},
    {"orderd_outbox_oldest_seconds", "gauge", Q_METRICS_OUTBOX, "oldest_seconds", NULL,
     "Age of the oldest event without a number; 0: there is none."},
    {"orderd_feed_events_total", "counter", Q_METRICS_OUTBOX, "events", NULL,
     "Events that have got a number."},
    {"orderd_feed_silent", "gauge", Q_METRICS_OUTBOX, "silent", NULL,
     "1: nobody is mailed or called until the operator accepts this database."},
    {"orderd_audit_unsealed_seconds", "gauge", Q_METRICS_AUDIT, "unsealed_seconds", NULL,
     "Age of the oldest row of the audit log that no seal covers; 0: there is none."},
    {"orderd_audit_seals_total", "counter", Q_METRICS_AUDIT, "seals", NULL,
     "Seals of the audit log."},
    {"orderd_chore_done_timestamp_seconds", "gauge", Q_METRICS_CHORES, "done_at", "name",
     "When a chore was last done to its end."},
    {"orderd_chore_late_seconds", "gauge", Q_METRICS_CHORES, "late_seconds", "name",
     "For how long it should have been done again."},
    {"orderd_found", "gauge", Q_METRICS_FINDINGS, "value", "name",
     "What a chore found when it last looked; stock_differences: products whose stock, ledger and "
     "open orders do not agree; money_differences: of what orders, payments and returns say."},
    {"orderd_found_timestamp_seconds", "gauge", Q_METRICS_FINDINGS, "found_at", "name",
     "When it looked."},
    {"orderd_mails_waiting", "gauge", Q_METRICS_MAILS, "waiting", NULL,
     "Mails that are neither sent nor given up; at most 10000 are counted."},
    {"orderd_mails_oldest_seconds", "gauge", Q_METRICS_MAILS, "oldest_seconds", NULL,
     "For how long the oldest of them has been due."},
    {"orderd_mail_stopped", "gauge", Q_METRICS_MAILS, "stopped", NULL,
     "1: no mail leaves, since the server refuses us; the log says why."},
    {"orderd_webhook_deliveries_waiting", "gauge", Q_METRICS_WEBHOOKS, "waiting", NULL,
     "Deliveries that are neither taken nor given up; at most 10000 are counted."},
    {"orderd_webhooks_failing", "gauge", Q_METRICS_WEBHOOKS, "failing", NULL,
     "Webhooks that nothing has come through to since a failure."},
    {"orderd_webhooks_disabled", "gauge", Q_METRICS_WEBHOOKS, "disabled", NULL,
     "Webhooks that were given up."},
};
/* clang-format on */
enum { METRICS = sizeof metrics / sizeof *metrics };

/* A number as PostgreSQL writes it is one that Prometheus reads. */
static void write_rows(struct buf *out, const struct metric *metric, const struct rows *rows)
{
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct buf labels = buf_new(out->arena);
        const char *value = rows_text_of(rows, row, metric->column);
        if (metric->label)
            metric_label(&labels, metric->label, rows_text_of(rows, row, metric->label));
        if (value)
            metric_text(out, metric->name, labels.data, value);
    }
}

static const struct rows *rows_of_query(const struct rows *const rows[], enum query query)
{
    size_t at = 0;
    while (queries[at] != query)
        at++;
    return rows[at];
}

static bool ask(struct desk *desk, const struct rows *rows[])
{
    struct plan plan = {0};
    for (size_t i = 0; i < QUERIES; i++)
        plan_add(&plan, queries[i]);
    int64_t before = db_deadline(desk->db, clock_ms() + ASK_MS);
    bool told = desk_run(desk, &plan, rows);
    db_deadline(desk->db, before);
    return told;
}

void metrics_write(struct desk *desk, struct buf *out)
{
    const struct rows *rows[PLAN_STATEMENTS];
    count_write(out);
    if (!ask(desk, rows))
        return;
    for (const struct metric *metric = metrics; metric < metrics + METRICS; metric++) {
        metric_head(out, metric->name, metric->type, metric->help);
        write_rows(out, metric, rows_of_query(rows, metric->query));
    }
}
