/* A mail as it would be sent, made for real in a transaction that is undone. */
/* SPDX-License-Identifier: MIT */
#include "api/admin/admin.h"
#include "mail/about.h"
#include "mail/letter.h"

/* What the mail is made from; E_CONFLICT when there is nothing of the kind. */
static enum error read_subject(struct request *r, const struct about *about,
                               const struct rows **found)
{
    const struct rows *rows[PLAN_STATEMENTS] = {NULL};
    const struct plan plan = {.list = {Q_MAIL_PREVIEW, about->query, Q_DRY_RUN_END}, .count = 3};
    enum error error = db_run(r->service->db, r->arena, &plan, &r->values, rows);
    *found = rows[1];
    if (error != E_DRY_RUN)
        return error ? error : E_INTERNAL;
    r->detail = "There is nothing that this mail could tell of.";
    return rows_count(*found) ? E_OK : E_CONFLICT;
}

static void write_preview(struct request *r, const struct rows *found, const struct letter *letter)
{
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_text(&w, "kind", values_get(&r->values, P_KIND));
    json_text(&w, "language", letter->language);
    json_text(&w, "to", rows_text(found, 0, "address"));
    json_text(&w, "name", rows_text(found, 0, "name"));
    json_text(&w, "subject", letter->subject);
    json_text(&w, "text", letter->text);
    json_text(&w, "html", letter->html);
    json_close(&w, '}');
    r->replied = true;
}

static const char *languages(struct request *r, const struct rows *facts)
{
    const char *wanted = values_get(&r->values, P_LANGUAGE);
    return arena_printf(r->arena, "%s %s", wanted ? wanted : "",
                        rows_text(facts, 0, "shop_language"));
}

enum error mail_preview(struct request *r)
{
    const struct conf *conf = r->service->conf;
    const struct rows *facts = request_fact(r, Q_MAIL_PREVIEW_FACTS), *found;
    const char *name = rows_text(facts, 0, "about");
    const struct about *about = name ? about_named(name) : NULL;
    struct letter letter;
    if (!about) {
        request_invalid(r, "?kind", "not_allowed", "is no kind of mail", NULL);
        return E_BAD_QUERY;
    }
    values_set(&r->values, P_MAIL_ID, rows_text(facts, 0, "new_id"));
    values_set(&r->values, P_MAIL_EVENT, rows_text(facts, 0, "mail_event"));
    values_set(&r->values, P_SITE, conf->issuer);
    const char *link = about_link(about, r->arena, conf, &r->values);
    enum error error = read_subject(r, about, &found);
    if (error)
        return error;
    const struct json *data = about_data(r->arena, conf, found, link);
    if (!data || !letter_make(r->arena, conf->mail_templates, languages(r, facts),
                              values_get(&r->values, P_KIND), data, &letter, &r->detail))
        return E_INTERNAL;
    r->detail = NULL;
    write_preview(r, found, &letter);
    return E_OK;
}
