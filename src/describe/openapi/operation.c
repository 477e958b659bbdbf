/* One route as an operation: what it takes and what it answers. */
/* SPDX-License-Identifier: MIT */
#include "describe/openapi/parts.h"

#include <ctype.h>
#include <string.h>

#include "base/words.h"

/* ---- what is answered ---- */

static const struct field page_fields[] = {
    {.name = "data", .type = F_ARRAY, .meaning = "The rows"},
    {.name = "page",
     .type = F_INT,
     .optional = true,
     .meaning = "The page; absent, with total and pages, when a cursor was sent",
     .example = "1"},
    {.name = "limit", .type = F_INT, .meaning = "Rows a page", .example = "20"},
    {.name = "total",
     .type = F_INT,
     .optional = true,
     .meaning = "Rows there are, counted up to 10,000",
     .example = "1"},
    {.name = "total_capped",
     .type = F_BOOL,
     .optional = true,
     .meaning = "true when there are more than total says"},
    {.name = "pages",
     .type = F_INT,
     .optional = true,
     .meaning = "Pages there are",
     .example = "1"},
    {.name = "next_cursor",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Send it as cursor for the next page; null on the last one"},
    {.name = NULL},
};

/* The page of a schema's rows; one for all the routes that answer it. */
static const struct schema *page_of(struct document *d, const struct schema *row)
{
    const char *name = arena_printf(d->arena, "%sPage", row->name);
    for (const struct component *c = d->first; c; c = c->next) {
        if (strcmp(c->schema->name, name) == 0)
            return c->schema;
    }
    struct field *fields = arena_alloc(d->arena, sizeof page_fields);
    struct schema *page = arena_alloc(d->arena, sizeof *page);
    memcpy(fields, page_fields, sizeof page_fields);
    fields[0].of = row;
    page->name = name;
    page->fields = fields;
    component_add(d, page, IN_REPLY);
    return page;
}

const struct schema *answer_schema(struct document *d, const struct route *route)
{
    if (!route->answer || route->flags & R_NO_CONTENT)
        return NULL;
    if (route_answers_page(route))
        return page_of(d, route->answer);
    component_add(d, route->answer, IN_REPLY);
    return route->answer;
}

/* ---- parameters ---- */

static void write_parameter(struct document *d, const char *in, const struct field *field,
                            const char *alias)
{
    struct json_writer *w = &d->w;
    bool bounded = strcmp(in, "query") == 0 || field->type == F_ID;
    struct field value = *field;
    if (alias)
        value.standard = value.example = NULL;
    json_open(w, NULL, '{');
    json_text(w, "name", alias ? alias : field->name);
    json_text(w, "in", in);
    json_text(w, "description",
              alias ? arena_printf(d->arena, "The same as `%s`", field->name)
                    : field_description(d, field, IN_QUERY));
    if (field->required)
        json_bool(w, "required", true);
    if (alias)
        json_bool(w, "deprecated", true);
    json_open(w, "schema", '{');
    field_write_value(d, &value, bounded ? IN_QUERY : IN_REPLY);
    json_close(w, '}');
    json_close(w, '}');
}

/* A path's parameter is described by the field of the answer that has its name. */
static void write_path_parameter(struct document *d, const struct route *route, const char *name)
{
    struct field field = {.name = name, .type = F_TEXT, .required = ALWAYS};
    if (strcmp(name, "id") == 0)
        field.type = F_ID;
    const struct field *shown = route->answer ? schema_field(route->answer, name) : NULL;
    field.meaning = shown ? shown->meaning : "Identity";
    field.example = shown ? shown->example : NULL;
    write_parameter(d, "path", &field, NULL);
}

void path_write_parameters(struct document *d, const struct route *route)
{
    const char *at = strchr(route->pattern, '{');
    if (!at)
        return;
    json_open(&d->w, "parameters", '[');
    for (; at; at = strchr(at + 1, '{'))
        write_path_parameter(d, route, arena_strndup(d->arena, at + 1, strcspn(at + 1, "}")));
    json_close(&d->w, ']');
}

/* `sort` takes the names of the list's orders. */
static void write_sort(struct document *d, const struct field *field, const struct list *list)
{
    size_t count = 0;
    while (list->sorts[count].name)
        count++;
    struct word *words = arena_alloc(d->arena, (count + 1) * sizeof *words);
    for (size_t i = 0; i < count; i++)
        words[i] = (struct word){list->sorts[i].name, list->sorts[i].name};
    struct field sort = {.name = field->name, .type = F_ENUM, .words = words};
    sort.standard = words[0].name;

    struct json_writer *w = &d->w;
    json_open(w, NULL, '{');
    json_text(w, "name", field->name);
    json_text(w, "in", "query");
    json_text(w, "description", field->meaning);
    json_open(w, "schema", '{');
    field_write_value(d, &sort, IN_QUERY);
    json_close(w, '}');
    json_close(w, '}');
}

static void write_query(struct document *d, const struct schema *query, const struct list *list)
{
    for (const struct field *field = fields_of(d, query); field->name; field++) {
        if (list && strcmp(field->name, "sort") == 0) {
            write_sort(d, field, list);
            continue;
        }
        write_parameter(d, "query", field, NULL);
        const char *aliases = field->aliases;
        size_t length;
        for (const char *word; (word = words_next(&aliases, &length));)
            write_parameter(d, "query", field, arena_strndup(d->arena, word, length));
    }
}

static void write_parameters(struct document *d, const struct route *route)
{
    json_open(&d->w, "parameters", '[');
    if (route->list)
        write_query(d, &list_query, route->list);
    if (route->query)
        write_query(d, route->query, NULL);
    headers_write_taken(d, route);
    json_close(&d->w, ']');
}

/* ---- bodies ---- */

/* `type` is a media type, NULL: JSON. What has no schema is any object, or any text. */
static void write_content(struct document *d, const char *type, const struct schema *schema)
{
    struct json_writer *w = &d->w;
    json_open(w, "content", '{');
    json_open(w, type ? arena_strndup(d->arena, type, strcspn(type, ";")) : "application/json",
              '{');
    json_open(w, "schema", '{');
    if (schema)
        component_refer(d, schema);
    else
        json_text(w, "type", type ? "string" : "object");
    json_close(w, '}');
    json_close(w, '}');
    json_close(w, '}');
}

static void write_body(struct document *d, const struct route *route)
{
    if (!route->body && !route->takes)
        return;
    json_open(&d->w, "requestBody", '{');
    json_bool(&d->w, "required", !(route->flags & R_BODY_OPTIONAL));
    write_content(d, route->takes, route->body);
    json_close(&d->w, '}');
}

static void write_not_modified(struct document *d, const struct route *route)
{
    if (!route_takes_if_none_match(route))
        return;
    json_open(&d->w, "304", '{');
    json_text(&d->w, "description", "It is still what If-None-Match names");
    headers_write_given(d, route, 304);
    json_close(&d->w, '}');
}

static void write_responses(struct document *d, const struct route *route)
{
    int status = route->status ? route->status : 200;
    json_open(&d->w, "responses", '{');
    json_open(&d->w, arena_printf(d->arena, "%d", status), '{');
    json_text(&d->w, "description", status == 201 ? "Created" : status == 204 ? "Done" : "OK");
    headers_write_given(d, route, status);
    if (!(route->flags & R_NO_CONTENT))
        write_content(d, route->gives, answer_schema(d, route));
    json_close(&d->w, '}');
    write_not_modified(d, route);
    problems_write(d, route);
    json_close(&d->w, '}');
}

/* ---- operations ---- */

/* GET /orders/{id} is getOrdersById. */
static const char *operation_id(struct document *d, const struct route *route)
{
    struct buf id = buf_new(d->arena);
    for (const char *c = route->method; *c; c++)
        buf_char(&id, (char)tolower((unsigned char)*c));
    bool begins = true;
    for (const char *c = route->pattern; *c; c++) {
        if (*c == '{')
            buf_text(&id, "By");
        bool part = isalnum((unsigned char)*c);
        if (part)
            buf_char(&id, (char)(begins ? toupper((unsigned char)*c) : *c));
        begins = !part;
    }
    return id.data;
}

/* {} beside bearerAuth: a token may be sent and is then looked at. */
static void write_security(struct document *d, const struct route *route)
{
    struct json_writer *w = &d->w;
    json_open(w, "security", '[');
    if (route->role == ROLE_ANYONE && !(route->flags & R_NO_TOKEN))
        json_raw(w, NULL, "{}");
    if (!(route->flags & R_NO_TOKEN))
        json_raw(w, NULL, "{\"bearerAuth\":[]}");
    if (!(route->flags & (R_NO_TOKEN | R_SESSION)))
        json_raw(w, NULL, "{\"apiKey\":[]}");
    json_close(w, ']');
}

static const char *describe_role(struct document *d, const struct route *route)
{
    if (route->role > ROLE_ANYONE)
        return arena_printf(d->arena, "Least role: %s.", role_name(route->role));
    return route->flags & R_NO_TOKEN ? "Open to anyone; a token is not looked at."
                                     : "Open to anyone; who signs in may see or do more.";
}

/* What a schema can't say of a text that has no end (the HTML standard, "Server-sent events"). */
static const char *describe_stream(const struct route *route)
{
    if (!route_is_relayed(route))
        return "";
    return "\n\nEach event that the caller may see is a message without a name: its `id` names its "
           "place, its `data` is the event as `GET /events` shows it. Every 15 seconds a message "
           "with an `id` alone moves that place on; a browser's EventSource fires nothing for it. "
           "Messages with a name have no place: `stock` lists what can be had of products that "
           "orders have touched, `status` says whether the service is well, `resync` that events "
           "may be missing, so that what was read before is to be read again, and `end` why the "
           "stream ends: the session ended, what the caller may see has changed, or it is an hour "
           "old. A listener who does not take what comes is cut off. The token is sent in the "
           "header, never in the address; EventSource can't, so browsers read by fetch.";
}

static const char *describe(struct document *d, const struct route *route)
{
    return arena_printf(d->arena, "%s%s", describe_role(d, route), describe_stream(route));
}

void operation_write(struct document *d, const struct route *route)
{
    struct json_writer *w = &d->w;
    struct buf method = buf_new(d->arena);
    for (const char *c = route->method; *c; c++)
        buf_char(&method, (char)tolower((unsigned char)*c));
    json_open(w, method.data, '{');
    json_text(w, "operationId", operation_id(d, route));
    json_text(w, "summary", route->summary);
    json_text(w, "description", describe(d, route));
    json_open(w, "tags", '[');
    json_text(w, NULL, route->tag);
    json_close(w, ']');
    json_text(w, "x-least-role", role_name(route->role));
    write_security(d, route);
    write_parameters(d, route);
    write_body(d, route);
    write_responses(d, route);
    json_close(w, '}');
}
