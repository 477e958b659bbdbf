/* Reports, and the exports: rows on their way from the database to the caller, none of them kept.
 */
/* SPDX-License-Identifier: MIT */
#include "api/reports/reports.h"

#include <string.h>

#include "gateway/replica.h"
#include "gateway/reply.h"

enum { PIECE = 32 * 1024 };

enum error report_period(struct request *r)
{
    bool bounded = values_has(&r->values, P_FROM) || values_has(&r->values, P_TO);
    if (!bounded || !values_has(&r->values, P_DAYS))
        return E_OK;
    request_invalid(r, "?days", "exactly_one", "send days, or from and to, not both", NULL);
    return E_BAD_QUERY;
}

struct export
{
    struct request *r;
    struct buf lines;
    struct picked picked;
};

static bool send_lines(struct export *export)
{
    struct ends *ends = export->r->ends;
    bool sent = ends->write(ends, export->lines.data, export->lines.length);
    export->lines.length = 0;
    return sent;
}

/* Nothing is sent before the first row is there: until then an error can be answered. */
static bool export_row(void *context, const struct rows *rows)
{
    struct export *export = context;
    if (!export->r->begun) {
        if (!reply_begin(export->r))
            return false;
        export->picked =
            rows_pick(rows, export->r->arena, values_get(&export->r->values, P_COLUMNS));
        if (values_true(&export->r->values, P_BOM))
            buf_text(&export->lines, "\xef\xbb\xbf");
        rows_csv_head(rows, export->picked, &export->lines);
    }
    if (rows_count(rows) == 0)
        return send_lines(export);
    rows_csv(rows, 0, export->picked, &export->lines);
    return export->lines.length < PIECE || send_lines(export);
}

enum error export_rows(struct request *r)
{
    const char *name = strrchr(r->route->pattern, '/') + 1;
    request_header(r, "Content-Disposition",
                   arena_printf(r->arena, "attachment; filename=\"%s-%s.csv\"", name,
                                rows_text(request_fact(r, Q_BUSINESS_DAY), 0, "today")));
    if (strcmp(r->method, "HEAD") == 0)
        return reply_begin(r) ? E_OK : E_UNAVAILABLE;

    struct export export = {.r = r, .lines = buf_new(r->arena)};
    struct plan note = {0}, plan = {0};
    const struct rows *none[1];
    values_set(&r->values, P_REPORT, name);
    plan_add(&note, Q_EXPORT_NOTED);
    enum error error = db_run(r->service->db, r->arena, &note, &r->values, none);
    if (error)
        return error;
    plan_add(&plan, Q_EXPORT_BEGIN);
    plan_add(&plan, r->route->show);
    return replica_stream(r, &plan, export_row, &export);
}
