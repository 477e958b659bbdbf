/* Writing the answer. Nothing here decides anything. */
/* SPDX-License-Identifier: MIT */
#include "gateway/reply.h"

#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "gateway/gateway.h"
#include "gateway/route_traits.h"

static void write_invalids(struct request *r, struct json_writer *w)
{
    json_open(w, "errors", '[');
    for (const struct invalid *i = r->invalid.first; i; i = i->next) {
        json_open(w, NULL, '{');
        json_text(w, "pointer", i->pointer);
        json_text(w, "code", i->code);
        json_text(w, "detail", i->detail);
        if (i->more) {
            buf_char(w->out, ',');
            buf_text(w->out, i->more);
        }
        json_close(w, '}');
    }
    json_close(w, ']');
}

/* What is found out of a field only where it is written is told as what its schema refuses. */
static void name_field(struct request *r, enum error error)
{
    const char *name = error_field(error);
    if (!name || r->invalid.count || !r->route || !r->route->body ||
        !schema_field(r->route->body, name))
        return;
    const struct error_row *row = error_row(error);
    request_invalid(r, arena_printf(r->arena, "/%s", name), row->code, row->detail, NULL);
}

/* The thing as it is now, for who wanted to change an older one. */
static void write_current(struct request *r, struct json_writer *w)
{
    struct plan plan = {0};
    const struct rows *rows[1] = {NULL};
    plan_add(&plan, r->route->show);
    if (plan.count && db_run(r->service->db, r->arena, &plan, &r->values, rows) == E_OK &&
        rows_count(rows[0]))
        rows_write(rows[0], 0, w, "current");
}

void reply_problem(struct request *r, enum error error)
{
    const struct error_row *row = error_row(error);
    r->reply.status = row->status;
    r->reply.type = "application/problem+json";
    r->reply.headers.length = 0;
    r->reply.body.length = 0;
    r->reply.etag = NULL;

    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_text(&w, "type", "about:blank");
    json_text(&w, "title", row->title);
    json_int(&w, "status", row->status);
    json_text(&w, "detail", r->detail ? r->detail : row->detail);
    json_text(&w, "code", row->code);
    json_text(&w, "request_id", r->id);
    name_field(r, error);
    if (r->invalid.count)
        write_invalids(r, &w);
    if (error == E_PRECONDITION_FAILED)
        write_current(r, &w);
    json_close(&w, '}');

    if (row->status == 405)
        request_header(r, "Allow", r->allow);
    if (row->status == 401)
        request_header(r, "WWW-Authenticate", "Bearer realm=\"orderd\"");
    if (row->status == 429 || row->status == 503)
        request_header(r, "Retry-After",
                       arena_printf(r->arena, "%d", r->retry_seconds ? r->retry_seconds : 2));
}

const char *reply_version(const struct rows *rows)
{
    if (rows_have(rows, "version"))
        return rows_text(rows, 0, "version");
    return rows_have(rows, "_version") ? rows_text(rows, 0, "_version") : NULL;
}

/* Where the new thing can be read again. */
static void add_location(struct request *r)
{
    if (route_has_location(r->route))
        request_header(r, "Location",
                       arena_printf(r->arena, "/api/v1%s/%s", r->route->pattern,
                                    values_get(&r->values, P_ID)));
}

void reply_row(struct request *r, const struct rows *rows)
{
    struct json_writer w = json_writer(&r->reply.body);
    rows_write(rows, 0, &w, NULL);
    const char *version = reply_version(rows);
    r->reply.etag = version ? arena_strdup(r->arena, version) : NULL;
    if (r->reply.status == 201 && !request_is_dry(r))
        add_location(r);
}

/* The version alone would not do: not all that is shown of a row is counted by it. */
static const char *tag_of_shown(const struct request *r)
{
    enum { DIGEST = 12 };
    uint8_t hash[CRYPTO_HASH_BYTES];
    crypto_hash_raw(hash, r->reply.body.data, r->reply.body.length, NULL);
    const char *digest = crypto_base64url(r->arena, hash, DIGEST);
    return r->reply.etag ? arena_printf(r->arena, "%s-%s", r->reply.etag, digest) : digest;
}

void reply_unless_known(struct request *r)
{
    if (!r->route || !route_takes_if_none_match(r->route) || r->reply.status != 200 || r->begun)
        return;
    r->reply.etag = tag_of_shown(r);
    if (!request_has_already(r, r->reply.etag))
        return;
    r->reply.status = 304;
    r->reply.body.length = 0;
}

static bool has_body(const struct request *r)
{
    return r->reply.status != 204 && r->reply.body.length;
}

/* nginx may keep an anonymous catalogue until the current second is over, never longer. */
static void print_caching(const struct request *r, struct buf *out)
{
    bool public_answer = r->route && r->route->flags & R_PUBLIC_CACHE && !r->token &&
                         (r->reply.status == 200 || r->reply.status == 304);
    if (public_answer)
        buf_printf(out, "X-Accel-Expires: @%lld\r\nCache-Control: no-cache\r\n",
                   (long long)time(NULL));
    else
        buf_text(out, "Cache-Control: no-store\r\n");
}

/* For nginx's log alone, which keeps these headers: whose token came with the request, what was
 * asked for, and for how long the database was waited for (by a stream: before its first byte). */
static void print_for_log(const struct request *r, struct buf *out)
{
    if (r->token && *r->token->user_id)
        buf_printf(out, "X-Orderd-User: %s\r\n", r->token->user_id);
    if (r->route)
        buf_printf(out, "X-Orderd-Route: %s\r\nX-Orderd-Database: %.6f\r\n", r->route->pattern,
                   (double)request_database_ns(r) / 1e9);
}

static void print_head(const struct request *r, struct buf *out)
{
    buf_printf(out, "Status: %d\r\n", r->reply.status);
    print_for_log(r, out);
    if (r->reply.etag)
        buf_printf(out, "ETag: \"%s\"\r\n", r->reply.etag);
    buf_add(out, r->reply.headers.data, r->reply.headers.length);
    print_caching(r, out);
}

bool reply_begin(struct request *r)
{
    struct buf out = buf_new(r->arena);
    r->reply.status = 200;
    print_head(r, &out);
    buf_printf(&out, "Content-Type: %s\r\n\r\n", r->route->gives);
    r->begun = true;
    return r->ends->write(r->ends, out.data, out.length);
}

void reply_print(const struct request *r, struct buf *out)
{
    print_head(r, out);
    if (has_body(r))
        buf_printf(out, "Content-Type: %s\r\nContent-Length: %zu\r\n",
                   r->reply.type ? r->reply.type : "application/json", r->reply.body.length);
    buf_text(out, "\r\n");
    if (has_body(r) && strcmp(r->method, "HEAD") != 0)
        buf_add(out, r->reply.body.data, r->reply.body.length);
}
