/* The audit log, verified for an admin. */
/* SPDX-License-Identifier: MIT */
#include "api/admin/admin.h"
#include "audit/seals.h"

enum error audit_verify(struct request *r)
{
    struct seal_report report;
    enum error error = seals_verify(r->service->db, r->arena, r->service->keys, &report);
    if (error)
        return error;
    bool broken = report.problem;
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_bool(&w, "sound", !broken);
    json_int(&w, "seals", report.seals);
    json_int(&w, "rows", report.rows);
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

static const struct word problems[] = {
    {"changed", "changed"}, {"removed", "removed"}, {"inserted", "inserted"},
    {"cut_off", "cut_off"}, {NULL, NULL},
};

static const struct field fields[] = {
    {.name = "sound", .type = F_BOOL, .meaning = "Whether all is as it was sealed"},
    {.name = "seals", .type = F_INT, .meaning = "Seals that are sound", .example = "12"},
    {.name = "rows", .type = F_INT, .meaning = "Rows under them", .example = "4711"},
    {.name = "unsealed", .type = F_INT, .meaning = "Rows behind them", .example = "3"},
    {.name = "head",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Of the last sound seal; orderctl audit seal has printed it",
     .example = "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\""},
    {.name = "problem",
     .type = F_ENUM,
     .words = problems,
     .nullable = ALWAYS,
     .meaning = "What happened to the first row that is not as it was"},
    {.name = "detail", .type = F_TEXT, .nullable = ALWAYS, .meaning = "The same for people"},
    {.name = "audit_id",
     .type = F_ID,
     .nullable = ALWAYS,
     .meaning = "That row; null when a seal itself is concerned"},
    {.name = "seal_id", .type = F_ID, .nullable = ALWAYS, .meaning = "The seal it is under"},
    {.name = NULL},
};
const struct schema audit_verified_out = {.name = "AuditVerified", .fields = fields};
