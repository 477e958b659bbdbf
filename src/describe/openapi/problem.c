/* How a route may refuse, read from its row; and the answers that all refusals share. */
/* SPDX-License-Identifier: MIT */
#include "describe/openapi/parts.h"

#include <string.h>

/* ---- the body ---- */

static const struct field error_fields[] = {
    {.name = "pointer",
     .type = F_TEXT,
     .meaning = "JSON pointer to the field, or ?name of a query parameter",
     .example = "\"/items/0/quantity\""},
    {.name = "code",
     .type = F_TEXT,
     .meaning = "Stable word for programs",
     .example = "\"too_small\""},
    {.name = "detail",
     .type = F_TEXT,
     .meaning = "For people",
     .example = "\"must be at least 1\""},
    {.name = "product_id",
     .type = F_ID,
     .optional = true,
     .meaning = "Of insufficient_stock: what is short"},
    {.name = "order_line_id",
     .type = F_ID,
     .optional = true,
     .meaning = "Of quantity_exceeded: the line"},
    {.name = "sku", .type = F_TEXT, .optional = true, .meaning = "Of either: the product's"},
    {.name = "requested",
     .type = F_INT,
     .optional = true,
     .meaning = "Of either: how many were asked for"},
    {.name = "available",
     .type = F_INT,
     .optional = true,
     .meaning = "Of insufficient_stock: how many there are"},
    {.name = "remaining",
     .type = F_INT,
     .optional = true,
     .meaning = "Of quantity_exceeded: how many are left for this"},
    {.name = "shipping_cost",
     .type = F_MONEY,
     .optional = true,
     .meaning = "Of shipping_cost_changed: what it costs now"},
    {.name = "old_price",
     .type = F_MONEY,
     .optional = true,
     .meaning = "Of price_changed: what one was sold for"},
    {.name = "unit_price",
     .type = F_MONEY,
     .optional = true,
     .meaning = "Of price_changed: what one costs now"},
    {.name = "missing",
     .type = F_MONEY,
     .optional = true,
     .meaning = "Of discount_minimum: how much more is needed"},
    {.name = "order_id",
     .type = F_ID,
     .optional = true,
     .meaning = "Of open_orders: what has not ended"},
    {.name = "order_number",
     .type = F_TEXT,
     .optional = true,
     .meaning = "Of open_orders: its number"},
    {.name = "status", .type = F_TEXT, .optional = true, .meaning = "Of open_orders: where it is"},
    {.name = "line",
     .type = F_INT,
     .optional = true,
     .meaning = "Of an imported file: the line, from 1"},
    {.name = "column",
     .type = F_TEXT,
     .optional = true,
     .meaning = "Of an imported file: the column's name"},
    {.name = NULL},
};
static const struct schema problem_error = {.name = "ProblemError", .fields = error_fields};

static const struct field problem_fields[] = {
    {.name = "type", .type = F_TEXT, .meaning = "Always about:blank", .example = "\"about:blank\""},
    {.name = "title",
     .type = F_TEXT,
     .meaning = "The same for every occurrence of the code",
     .example = "\"Invalid fields\""},
    {.name = "status", .type = F_INT, .meaning = "The status of the reply", .example = "422"},
    {.name = "detail",
     .type = F_TEXT,
     .meaning = "What to do about it",
     .example = "\"errors lists every invalid field.\""},
    {.name = "code",
     .type = F_TEXT,
     .meaning = "Stable word for programs",
     .example = "\"invalid_fields\""},
    {.name = "request_id",
     .type = F_TEXT,
     .meaning = "The same as X-Request-Id",
     .example = "\"5f0c1e9a7b3d4c2e8a6f1b0d9c8e7f6a\""},
    {.name = "errors",
     .type = F_ARRAY,
     .optional = true,
     .of = &problem_error,
     .meaning = "Each field that is wrong, or each line that is short"},
    {.name = "current",
     .type = F_JSON,
     .optional = true,
     .meaning = "With 412: the thing as it is now"},
    {.name = NULL},
};
const struct schema problem_schema = {.name = "Problem", .fields = problem_fields};

/* ---- which statuses a route may answer ---- */

static bool always(const struct route *route)
{
    (void)route;
    return true;
}

/* A token that is not valid, or credentials in the body. */
static bool may_be_unknown(const struct route *route)
{
    bool secret = false;
    const struct schema *body = route->body ? route->body : &schema_nothing;
    for (const struct field *f = schema_first(body); f; f = schema_next(body, f))
        secret = secret || f->secret;
    return route_takes_token(route) || secret;
}

/* By its role or the shop's setting, or by a rule of its handler. */
static bool may_be_forbidden(const struct route *route)
{
    bool needs_factor = route->role > ROLE_ANYONE && !(route->flags & R_OWN);
    return needs_factor || route->role > ROLE_CUSTOMER || route->flags & R_SESSION ||
           (route_takes_token(route) && route->handler);
}

/* What the path names; or what the same key made, and is gone since. */
static bool may_be_absent(const struct route *route)
{
    return strchr(route->pattern, '{') || route->flags & R_CREATES;
}

/* What is asked for may conflict with facts: those of a change, or those a rule looks at. */
static bool may_conflict(const struct route *route)
{
    bool looks = (route->show && !route->stream) || (route->handler && route->facts[0]);
    return route->flags & R_CONFLICTS ||
           (route_changes(route) && route_takes_token(route) && looks);
}

/* Its body, or its period. */
static bool may_be_invalid(const struct route *route)
{
    const struct schema *query = route->query ? route->query : &schema_nothing;
    return route_takes_body(route) || (schema_field(query, "from") && schema_field(query, "to"));
}

static bool asks_others(const struct route *route)
{
    return route->after && strcmp(route->tag, "payments") == 0; /* others succeed without them */
}

static const struct refusal {
    int status;
    const char *name; /* of the component */
    const char *words;
    bool (*may)(const struct route *route);
} refusals[] = {
    {400, "BadRequest", "The request is malformed", always},
    {401, "Unauthorized", "It is not known who asks", may_be_unknown},
    {402, "PaymentRequired", "The payment was declined", asks_others},
    {403, "Forbidden", "Who asks may not do this", may_be_forbidden},
    {404, "NotFound", "There is no such thing", may_be_absent},
    {409, "Conflict", "The request conflicts with the state of things", may_conflict},
    {412, "PreconditionFailed", "If-Match names an older version", route_takes_if_match},
    {413, "ContentTooLarge", "The body is too large", route_takes_body},
    {414, "URITooLong", "The address is too long", always},
    {415, "UnsupportedMediaType", "The body is not JSON", route_takes_body},
    {422, "UnprocessableContent", "It is well formed but invalid", may_be_invalid},
    {429, "TooManyRequests", "Too often, or too much at once", always},
    {431, "RequestHeaderFieldsTooLarge", "The headers are too large", always},
    {500, "InternalServerError", "A fault of the service", always},
    {502, "BadGateway", "Nobody answered, or somebody else refused", always},
    {503, "ServiceUnavailable", "Not now; try again", always},
    {504, "GatewayTimeout", "The answer took too long", always},
};
static const size_t refusal_count = sizeof refusals / sizeof *refusals;

/* A route that answers without the database tells in its own words that it can't work. */
static bool answers_itself(const struct route *route, int status)
{
    return status == 503 && route->flags & R_NO_DB && route->answer;
}

static void write_content(struct document *d, const char *type, const struct schema *schema)
{
    json_open(&d->w, type, '{');
    json_open(&d->w, "schema", '{');
    component_refer(d, schema);
    json_close(&d->w, '}');
    json_close(&d->w, '}');
}

void problems_write(struct document *d, const struct route *route)
{
    for (const struct refusal *refusal = refusals; refusal < refusals + refusal_count; refusal++) {
        if (!refusal->may(route))
            continue;
        json_open(&d->w, arena_printf(d->arena, "%d", refusal->status), '{');
        if (answers_itself(route, refusal->status)) {
            json_text(&d->w, "description", refusal->words);
            headers_write_given(d, NULL, refusal->status);
            json_open(&d->w, "content", '{');
            write_content(d, "application/json", route->answer);
            write_content(d, "application/problem+json", &problem_schema);
            json_close(&d->w, '}');
        } else {
            json_text(&d->w, "$ref",
                      arena_printf(d->arena, "#/components/responses/%s", refusal->name));
        }
        json_close(&d->w, '}');
    }
}

/* ---- the shared answers ---- */

static const char *describe(struct document *d, const struct refusal *refusal)
{
    struct buf text = buf_new(d->arena);
    buf_printf(&text, "%s:\n", refusal->words);
    for (int i = E_AGAIN; i < E_COUNT; i++) {
        const struct error_row *row = error_row((enum error)i);
        if (row->status == refusal->status)
            buf_printf(&text, "- `%s`: %s\n", row->code, row->detail);
    }
    return text.data;
}

static void write_example(struct document *d, const struct error_row *row)
{
    struct json_writer *w = &d->w;
    json_open(w, row->code, '{');
    json_text(w, "summary", row->title);
    json_open(w, "value", '{');
    json_text(w, "type", "about:blank");
    json_text(w, "title", row->title);
    json_int(w, "status", row->status);
    json_text(w, "detail", row->detail);
    json_text(w, "code", row->code);
    json_text(w, "request_id", "5f0c1e9a7b3d4c2e8a6f1b0d9c8e7f6a");
    json_close(w, '}');
    json_close(w, '}');
}

static void write_response(struct document *d, const struct refusal *refusal)
{
    struct json_writer *w = &d->w;
    json_open(w, refusal->name, '{');
    json_text(w, "description", describe(d, refusal));
    headers_write_given(d, NULL, refusal->status);
    json_open(w, "content", '{');
    json_open(w, "application/problem+json", '{');
    json_open(w, "schema", '{');
    component_refer(d, &problem_schema);
    json_close(w, '}');
    json_open(w, "examples", '{');
    for (int i = E_AGAIN; i < E_COUNT; i++) {
        const struct error_row *row = error_row((enum error)i);
        if (row->status == refusal->status)
            write_example(d, row);
    }
    json_close(w, '}');
    json_close(w, '}');
    json_close(w, '}');
    json_close(w, '}');
}

void components_write_problems(struct document *d)
{
    json_open(&d->w, "responses", '{');
    for (const struct refusal *refusal = refusals; refusal < refusals + refusal_count; refusal++)
        write_response(d, refusal);
    json_close(&d->w, '}');
}
