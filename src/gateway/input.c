/* Query strings and bodies. */
/* SPDX-License-Identifier: MIT */
#include "gateway/input.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "gateway/route.h"
#include "json/format.h"

void input_keep(struct values *values, const struct field_taken *taken)
{
    for (; taken->field; taken++)
        values_put(values, parameter_named(taken->field->name), taken->text);
}

/* clang-format off */
static const struct field dry_run_fields[] = {
    {"dry_run", F_BOOL,
     .meaning = "Do it, answer what came of it (with the header Dry-Run), and undo it"},
    {.name = NULL},
};
const struct schema dry_run_query = {"DryRunQuery", dry_run_fields, .use = QUERY};
/* clang-format on */

/* ---- query string (application/x-www-form-urlencoded) ---- */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* NULL when an escape is broken or hides a NUL. */
static char *decode(struct arena *arena, const char *text, size_t length)
{
    char *out = arena_alloc(arena, length + 1), *end = out;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '%') {
            *end++ = (char)(text[i] == '+' ? ' ' : text[i]);
            continue;
        }
        int high = i + 2 < length ? hex(text[i + 1]) : -1;
        int low = high < 0 ? -1 : hex(text[i + 2]);
        if (low < 0)
            return NULL;
        *end = (char)(high << 4 | low);
        if (*end++ == '\0')
            return NULL;
        i += 2;
    }
    return out;
}

/* The query string in the shape of JSON objects of strings, so that one checker serves both: what
 * every list takes, and the rest. False when it is not well encoded. */
static bool query_split(struct request *r, struct json *of_list, struct json *rest)
{
    const char *text = r->query;
    while (*text) {
        size_t pair = strcspn(text, "&");
        size_t name = strcspn(text, "=&");
        if (pair > 0) {
            bool has_value = name < pair;
            char *key = decode(r->arena, text, name);
            char *value = has_value ? decode(r->arena, text + name + 1, pair - name - 1) : NULL;
            if (!key || (has_value && !value))
                return false;
            bool pages = r->route->list && schema_field(&list_query, key);
            json_append(pages ? of_list : rest,
                        json_node(r->arena, JSON_STRING, key, value ? value : ""));
        }
        text += pair + (text[pair] == '&');
    }
    return true;
}

/* Of what is between two moments. */
static enum error period_check(const struct values *values)
{
    const char *from = values_get(values, P_FROM), *to = values_get(values, P_TO);
    return from && to && format_is_reversed(from, to) ? E_INVALID_PERIOD : E_OK;
}

static enum error query_read(struct request *r)
{
    struct json *of_list = json_node(r->arena, JSON_OBJECT, NULL, NULL);
    struct json *rest = json_node(r->arena, JSON_OBJECT, NULL, NULL);
    if (!query_split(r, of_list, rest)) {
        r->detail = "The query string is not well encoded.";
        return E_BAD_QUERY;
    }
    const struct schema *query = r->route->query ? r->route->query : &schema_nothing;
    if (r->route->list)
        input_keep(&r->values, schema_check(&list_query, of_list, "?", &r->invalid));
    input_keep(&r->values, schema_check(query, rest, "?", &r->invalid));
    return r->invalid.count ? E_BAD_QUERY : period_check(&r->values);
}

/* ---- body ---- */

static bool is_type(const char *type, const char *wanted)
{
    size_t length = strlen(wanted);
    if (strncasecmp(type, wanted, length) != 0)
        return false;
    type += length;
    return *type == '\0' || *type == ';' || *type == ' ';
}

/* What is in it, the route itself will see. */
static enum error body_check(struct request *r)
{
    if (r->body_size > r->route->body_most)
        return E_BODY_TOO_LARGE;
    if (!r->body_too_large && !r->body_complete)
        return E_INCOMPLETE_BODY;
    if (r->route->takes && !is_type(r->content_type, r->route->takes)) {
        r->detail = arena_printf(r->arena, "Send Content-Type: %s.", r->route->takes);
        return E_UNSUPPORTED_MEDIA_TYPE;
    }
    return E_OK;
}

static enum error body_read(struct request *r)
{
    if (r->route->stream && !r->route->body)
        return body_check(r);
    if (r->body_too_large)
        return E_BODY_TOO_LARGE;
    if (!r->body_complete)
        return E_INCOMPLETE_BODY;
    if (!r->route->body)
        return E_OK;
    if (r->body_length == 0) {
        if (r->route->flags & R_BODY_OPTIONAL) {
            r->body = "{}";
            r->body_length = 2;
        }
    } else if (!is_type(r->content_type, "application/json")) {
        return E_UNSUPPORTED_MEDIA_TYPE;
    }

    const char *why = NULL;
    r->input = json_read(r->arena, r->body, r->body_length, &why);
    if (!r->input || r->input->type != JSON_OBJECT) {
        r->detail = why;
        return E_MALFORMED_JSON;
    }
    input_keep(&r->values, schema_check(r->route->body, r->input, "", &r->invalid));
    return r->invalid.count ? E_INVALID_FIELDS : E_OK;
}

enum error input_read(struct request *r)
{
    enum error error = query_read(r);
    return error ? error : body_read(r);
}
