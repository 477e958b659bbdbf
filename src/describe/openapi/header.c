/* The headers of requests and replies, and which routes have them. */
/* SPDX-License-Identifier: MIT */
#include "describe/openapi/parts.h"

#include <string.h>

/* ---- sent ---- */

static bool creates(const struct route *route)
{
    return route->flags & R_CREATES;
}

/* A refresh token may travel in a cookie instead of the body. */
static bool gives_refresh_token(const struct route *route)
{
    return route->answer && schema_field(route->answer, "refresh_token");
}

static const struct taken {
    const char *key; /* of the component */
    const char *name;
    const char *description;
    const char *schema; /* JSON */
    bool (*by)(const struct route *route);
} taken[] = {
    {"IdempotencyKey", "Idempotency-Key",
     "Makes it safe to send the request again: 1 to 255 printable ASCII characters, bare or quoted",
     "{\"type\":\"string\",\"pattern\":\"^(\\\"[ -~]{1,255}\\\"|[ -~]{1,255})$\","
     "\"examples\":[\"4c1f7e0a-order-17\"]}",
     route_takes_key},
    {"IfMatch", "If-Match", "The ETag of the version that is to be changed; without it, any",
     "{\"type\":\"string\",\"examples\":[\"\\\"3\\\"\"]}", route_takes_if_match},
    {"IfNoneMatch", "If-None-Match", "The ETags of what the caller has: 304 when it is still so",
     "{\"type\":\"string\",\"examples\":[\"\\\"3-8yJ1cV0s5uQ2mN4x\\\"\"]}",
     route_takes_if_none_match},
    {"LastEventId", "Last-Event-ID",
     "The id of the last event that was received: those after it come first; of another life of "
     "the "
     "feed, or too old, `resync` does",
     "{\"type\":\"string\",\"examples\":[\"3f9a1c07be52:1841\"]}", route_is_relayed},
    {"Session", "X-Session",
     "`cookie`: the refresh token lives in an HttpOnly cookie and is not in the reply; another "
     "cookie lets this device sign in while others' failures lock the account",
     "{\"type\":\"string\",\"enum\":[\"cookie\"]}", gives_refresh_token},
};
static const size_t taken_count = sizeof taken / sizeof *taken;

void headers_write_taken(struct document *d, const struct route *route)
{
    for (const struct taken *header = taken; header < taken + taken_count; header++) {
        if (!header->by(route))
            continue;
        json_open(&d->w, NULL, '{');
        json_text(&d->w, "$ref", arena_printf(d->arena, "#/components/parameters/%s", header->key));
        json_close(&d->w, '}');
    }
}

static void write_parameters(struct document *d)
{
    json_open(&d->w, "parameters", '{');
    for (const struct taken *header = taken; header < taken + taken_count; header++) {
        json_open(&d->w, header->key, '{');
        json_text(&d->w, "name", header->name);
        json_text(&d->w, "in", "header");
        json_text(&d->w, "description", header->description);
        json_raw(&d->w, "schema", header->schema);
        json_close(&d->w, '}');
    }
    json_close(&d->w, '}');
}

/* ---- given; `route` is NULL for a refusal ---- */

static bool always(const struct route *route, int status)
{
    (void)route;
    (void)status;
    return true;
}

static bool has_etag(const struct route *route, int status)
{
    (void)status;
    return route && route_answers_etag(route);
}

static bool has_location(const struct route *route, int status)
{
    (void)status;
    return route && route_has_location(route);
}

static bool may_be_replayed(const struct route *route, int status)
{
    (void)status;
    return route && creates(route);
}

static bool says_when(const struct route *route, int status)
{
    (void)route;
    return status == 429 || status >= 502;
}

static bool has_next_page(const struct route *route, int status)
{
    (void)status;
    return route && route->list;
}

static bool may_be_asked(const struct route *route, const char *parameter)
{
    return route->query && schema_field(route->query, parameter);
}

static bool may_be_dry(const struct route *route, int status)
{
    (void)status;
    return route && may_be_asked(route, "dry_run");
}

/* By its path, or where it is a search or a dry run; refusals are described for all routes. */
static bool is_limited(const struct route *route, int status)
{
    return !route || route->limit || may_be_asked(route, "search") || may_be_dry(route, status);
}

static bool asks_for_token(const struct route *route, int status)
{
    (void)route;
    return status == 401;
}

static bool is_file(const struct route *route, int status)
{
    return route && route->stream && route->gives && status == 200;
}

static bool is_relayed(const struct route *route, int status)
{
    return route && route_is_relayed(route) && status == 200;
}

static const struct given {
    const char *name;
    const char *description;
    const char *schema; /* JSON */
    bool (*with)(const struct route *route, int status);
    bool required; /* in each of these replies */
} given[] = {
    {"Content-Disposition", "The file's name, with the business date",
     "{\"type\":\"string\",\"examples\":[\"attachment; filename=\\\"orders-2026-01-31.csv\\\"\"]}",
     is_file, true},
    {"Dry-Run", "Present when nothing was kept, as dry_run asked",
     "{\"type\":\"string\",\"enum\":[\"true\"]}", may_be_dry, false},
    {"ETag", "Names what is in the body, by its version first; for If-Match and If-None-Match",
     "{\"type\":\"string\",\"examples\":[\"\\\"3\\\"\"]}", has_etag, true},
    {"Idempotent-Replayed", "Present when the key was used before: the reply shows what it made",
     "{\"type\":\"string\",\"enum\":[\"true\"]}", may_be_replayed, false},
    {"Link", "The next page, when there is one (RFC 8288)",
     "{\"type\":\"string\",\"examples\":[\"</api/v1/orders?cursor=…>; rel=\\\"next\\\"\"]}",
     has_next_page, false},
    {"Location", "Where what was made is found",
     "{\"type\":\"string\",\"examples\":[\"/api/v1/orders/1\"]}", has_location, false},
    {"RateLimit-Policy",
     "How many requests (q) an address has in how many seconds (w), where they are limited: "
     "searches and dry runs count on every route that takes them",
     "{\"type\":\"string\",\"examples\":[\"\\\"login\\\";q=5;w=60\"]}", is_limited, false},
    {"Retry-After", "Seconds to wait", "{\"type\":\"integer\",\"minimum\":0,\"examples\":[2]}",
     says_when, false},
    {"WWW-Authenticate", "Asks for a token",
     "{\"type\":\"string\",\"examples\":[\"Bearer realm=\\\"orderd\\\"\"]}", asks_for_token, true},
    {"X-Accel-Buffering", "Asks proxies on the way to pass on at once what comes",
     "{\"type\":\"string\",\"enum\":[\"no\"]}", is_relayed, false},
    {"X-Request-Id", "In every reply, and in every log line about it",
     "{\"type\":\"string\",\"examples\":[\"5f0c1e9a7b3d4c2e8a6f1b0d9c8e7f6a\"]}", always, true},
};
static const size_t given_count = sizeof given / sizeof *given;

void headers_write_given(struct document *d, const struct route *route, int status)
{
    json_open(&d->w, "headers", '{');
    for (const struct given *header = given; header < given + given_count; header++) {
        if (!header->with(route, status))
            continue;
        json_open(&d->w, header->name, '{');
        json_text(&d->w, "$ref", arena_printf(d->arena, "#/components/headers/%s", header->name));
        json_close(&d->w, '}');
    }
    json_close(&d->w, '}');
}

void components_write_headers(struct document *d)
{
    write_parameters(d);
    json_open(&d->w, "headers", '{');
    for (const struct given *header = given; header < given + given_count; header++) {
        json_open(&d->w, header->name, '{');
        json_text(&d->w, "description", header->description);
        json_bool(&d->w, "required", header->required);
        json_raw(&d->w, "schema", header->schema);
        json_close(&d->w, '}');
    }
    json_close(&d->w, '}');
}
