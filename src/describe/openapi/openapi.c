/* The frame of the OpenAPI document: who we are, tags, paths, components. */
/* SPDX-License-Identifier: MIT */
#include "describe/openapi/openapi.h"

#include <string.h>

#include "describe/openapi/parts.h"
#include "gateway/route_traits.h"

static const char about[] =
    "Order management: catalogue, stock, orders.\n\n"
    "**Numbers** may be sent as JSON numbers or as strings of decimal digits; neither may have an "
    "exponent. Money is exact, with two decimal places. **Texts** hold no control characters; "
    "notes and descriptions may have tabs and line feeds. **Unknown fields and query parameters "
    "are refused.** PUT changes the fields that are sent, as PATCH does.\n\n"
    "**Errors** are `application/problem+json` (RFC 9457); `code` is a stable word, and all "
    "invalid fields are listed at once. A method that a path does not have answers 405 with "
    "`Allow`; HEAD is answered wherever GET is. What never reaches the application (an address "
    "that is too long, a worker that does not answer) is refused in the same form.\n\n"
    "**Retries**: whatever creates something takes `Idempotency-Key`. **Lost updates**: replies "
    "carry an `ETag`, changes honour `If-Match`, reads `If-None-Match`.\n\n"
    "**Webhooks** follow Standard Webhooks: `webhook-id`, `webhook-timestamp` and "
    "`webhook-signature` "
    "prove who calls, and an id that was seen before is the same message again. Each event is "
    "delivered at least once, those of one order in their order.";

static void write_info(struct document *d)
{
    struct json_writer *w = &d->w;
    json_open(w, "info", '{');
    json_text(w, "title", "orderd");
    json_text(w, "version", PACKAGE_VERSION);
    json_text(w, "summary", "Order management");
    json_text(w, "description", about);
    json_open(w, "license", '{');
    json_text(w, "name", "MIT");
    json_text(w, "identifier", "MIT");
    json_close(w, '}');
    json_close(w, '}');

    json_open(w, "servers", '[');
    json_open(w, NULL, '{');
    json_text(w, "url", "/api/v1");
    json_text(w, "description", "This installation");
    json_close(w, '}');
    json_close(w, ']');
}

/* ---- tags ---- */

static bool tagged_before(const struct route *end, const char *tag)
{
    for (const struct route *route = routes; route < end; route++) {
        if (strcmp(route->tag, tag) == 0)
            return true;
    }
    return false;
}

/* "Under /inventory, /products": where the routes of a tag are. */
static const char *tag_description(struct document *d, const char *tag)
{
    struct buf text = buf_new(d->arena);
    const char *last = "";
    size_t last_length = 0;
    buf_text(&text, "Under");
    for (const struct route *route = routes; route < routes + route_count; route++) {
        size_t length = 1 + strcspn(route->pattern + 1, "/");
        bool same = length == last_length && strncmp(last, route->pattern, length) == 0;
        if (same || strcmp(route->tag, tag) != 0 || !route_is_public(route))
            continue;
        buf_printf(&text, "%s `%.*s`", last_length ? "," : "", (int)length, route->pattern);
        last = route->pattern;
        last_length = length;
    }
    return text.data;
}

static void write_tags(struct document *d)
{
    json_open(&d->w, "tags", '[');
    for (const struct route *route = routes; route < routes + route_count; route++) {
        if (tagged_before(route, route->tag))
            continue;
        json_open(&d->w, NULL, '{');
        json_text(&d->w, "name", route->tag);
        json_text(&d->w, "description", tag_description(d, route->tag));
        json_close(&d->w, '}');
    }
    json_close(&d->w, ']');
}

/* ---- paths and components ---- */

static void collect(struct document *d)
{
    for (const struct route *route = routes; route < routes + route_count; route++) {
        if (route->body)
            component_add(d, route->body, IN_BODY);
        answer_schema(d, route);
    }
    events_collect(d);
    component_add(d, &problem_schema, IN_REPLY);
}

static void write_paths(struct document *d)
{
    const char *pattern = NULL;
    json_open(&d->w, "paths", '{');
    for (const struct route *route = routes; route < routes + route_count; route++) {
        if (!route_is_public(route))
            continue;
        bool begins = !pattern || strcmp(pattern, route->pattern) != 0; /* rows stand together */
        if (begins && pattern)
            json_close(&d->w, '}');
        if (begins) {
            json_open(&d->w, route->pattern, '{');
            path_write_parameters(d, route);
        }
        pattern = route->pattern;
        operation_write(d, route);
    }
    json_close(&d->w, '}');
    json_close(&d->w, '}');
}

static void write_security_schemes(struct document *d)
{
    struct json_writer *w = &d->w;
    json_open(w, "securitySchemes", '{');
    json_open(w, "bearerAuth", '{');
    json_text(w, "type", "http");
    json_text(w, "scheme", "bearer");
    json_text(w, "bearerFormat", "JWT");
    json_text(w, "description", "The `access_token` of a sign-in or a refresh");
    json_close(w, '}');
    json_open(w, "apiKey", '{');
    json_text(w, "type", "apiKey");
    json_text(w, "in", "header");
    json_text(w, "name", "X-API-Key");
    json_text(w, "description", "A key of `POST /api-keys`; also taken as a bearer token");
    json_close(w, '}');
    json_close(w, '}');
}

void openapi_write(FILE *out)
{
    struct document d = {.arena = arena_new(1 << 18)};
    struct buf text = buf_new(d.arena);
    d.w = json_writer(&text);
    collect(&d);

    json_open(&d.w, NULL, '{');
    json_text(&d.w, "openapi", "3.1.0");
    write_info(&d);
    write_tags(&d);
    write_paths(&d);
    events_write(&d);
    json_open(&d.w, "components", '{');
    components_write_schemas(&d);
    components_write_headers(&d);
    components_write_problems(&d);
    write_security_schemes(&d);
    json_close(&d.w, '}');
    json_close(&d.w, '}');
    buf_char(&text, '\n');

    fwrite(text.data, 1, text.length, out);
    arena_free(d.arena);
}
