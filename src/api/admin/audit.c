/* The audit log, verified for an admin. */
/* SPDX-License-Identifier: MIT */
#include "api/admin/admin.h"
#include "audit/seals.h"

enum error audit_verify(struct request *r)
{
    struct seal_report report;
    enum error error = seals_verify(r->service->db, r->arena, r->service->keys, NULL, &report);
    if (error)
        return error;
    bool broken = report.problem;
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_bool(&w, "sound", !broken);
    json_int(&w, "seals", report.seals);
    json_int(&w, "rows", report.rows);
    json_int(&w, "archived", report.archived);
    json_int(&w, "unsealed", report.unsealed);
    json_text(&w, "head", report.seals ? report.last.head : NULL);
    json_text(&w, "problem", seal_problem_word(report.problem));
    json_text(&w, "detail", broken ? seal_problem_text(r->arena, &report) : NULL);
    json_raw(&w, "audit_id",
             report.audit_id ? arena_printf(r->arena, "%lld", (long long)report.audit_id) : NULL);
    json_raw(&w, "seal_id",
             broken ? arena_printf(r->arena, "%lld", (long long)report.seal_id) : NULL);
    json_close(&w, '}');
    r->replied = true;
    return E_OK;
}
