/* Schemas as components of the document: fields, which of them must be there, an example. */
/* SPDX-License-Identifier: MIT */
#include "describe/openapi/parts.h"

#include <string.h>

#include "base/words.h"

/* ---- which schemas there are ---- */

const struct field *fields_of(struct document *d, const struct schema *schema)
{
    size_t count = 0;
    for (const struct field *f = schema_first(schema); f; f = schema_next(schema, f))
        count++;
    struct field *fields = arena_alloc(d->arena, (count + 1) * sizeof *fields), *field = fields;
    for (const struct field *f = schema_first(schema); f; f = schema_next(schema, f)) {
        *field = *f;
        field->required = schema_is(schema, f->required);
        field->nullable = schema_is(schema, f->nullable);
        field++;
    }
    return fields;
}

void component_add(struct document *d, const struct schema *schema, enum way way)
{
    struct component *c = d->first;
    while (c && c->schema != schema)
        c = c->next;
    if (c && (c->way == IN_BODY || way != IN_BODY))
        return;
    if (!c) {
        c = arena_alloc(d->arena, sizeof *c);
        c->schema = schema;
        c->fields = fields_of(d, schema);
        *(d->last ? &d->last->next : &d->first) = c;
        d->last = c;
    }
    c->way = way;
    for (const struct field *field = c->fields; field->name; field++) {
        if (field->of)
            component_add(d, field->of, way);
    }
}

void component_refer(struct document *d, const struct schema *schema)
{
    json_text(&d->w, "$ref", arena_printf(d->arena, "#/components/schemas/%s", schema->name));
}

/* ---- fields ---- */

/* Another name of a field: the same value, and no example, so that nobody copies it. */
static void write_alias(struct document *d, const struct field *field, const char *alias)
{
    struct field same = *field;
    same.example = same.standard = NULL;
    json_open(&d->w, alias, '{');
    field_write_value(d, &same, IN_BODY);
    json_text(&d->w, "description", arena_printf(d->arena, "The same as `%s`", field->name));
    json_bool(&d->w, "deprecated", true);
    json_close(&d->w, '}');
}

static void write_field(struct document *d, const struct field *field, enum way way)
{
    json_open(&d->w, field->name, '{');
    json_text(&d->w, "description", field_description(d, field, way));
    field_write_value(d, field, way);
    if (way == IN_BODY && field->secret)
        json_bool(&d->w, "writeOnly", true);
    json_close(&d->w, '}');

    const char *aliases = way == IN_BODY ? field->aliases : NULL;
    size_t length;
    for (const char *word; (word = words_next(&aliases, &length));)
        write_alias(d, field, arena_strndup(d->arena, word, length));
}

/* ---- which must be there ---- */

static bool is_required(const struct field *field, enum way way)
{
    return way == IN_REPLY ? !field->optional : field->required;
}

/* {"required": [name]} for each of `words`: of which exactly one must be sent. */
static void write_each_required(struct document *d, const char *words)
{
    size_t length;
    for (const char *word; (word = words_next(&words, &length));) {
        json_open(&d->w, NULL, '{');
        json_open(&d->w, "required", '[');
        json_text(&d->w, NULL, arena_strndup(d->arena, word, length));
        json_close(&d->w, ']');
        json_close(&d->w, '}');
    }
}

static void write_required(struct document *d, const struct component *c)
{
    bool any = false;
    for (const struct field *field = c->fields; field->name; field++) {
        if (!is_required(field, c->way) || (c->way == IN_BODY && field->aliases))
            continue;
        if (!any)
            json_open(&d->w, "required", '[');
        any = true;
        json_text(&d->w, NULL, field->name);
    }
    if (any)
        json_close(&d->w, ']');
}

/* A required field with aliases is required under one of its names. */
static void write_required_aliases(struct document *d, const struct schema *schema)
{
    bool any = false;
    for (const struct field *field = fields_of(d, schema); field->name; field++) {
        if (!field->required || !field->aliases)
            continue;
        if (!any)
            json_open(&d->w, "allOf", '[');
        any = true;
        json_open(&d->w, NULL, '{');
        json_open(&d->w, "oneOf", '[');
        write_each_required(d, arena_printf(d->arena, "%s %s", field->name, field->aliases));
        json_close(&d->w, ']');
        json_close(&d->w, '}');
    }
    if (any)
        json_close(&d->w, ']');
}

/* The names of schema->one_of, and their aliases. */
static const char *alternatives(struct document *d, const struct schema *schema)
{
    struct buf words = buf_new(d->arena);
    for (const struct field *field = fields_of(d, schema); field->name; field++) {
        if (words_have(schema->one_of, field->name))
            buf_printf(&words, "%s %s ", field->name, field->aliases ? field->aliases : "");
    }
    return words.data;
}

/* ---- examples ---- */

static void write_example(struct document *d, const char *name, const struct schema *schema,
                          enum way way);

/* A body shows what has an example or must be sent, and the first of alternatives; a reply shows
 * everything. */
static bool is_shown(const struct schema *schema, const struct field *field, enum way way)
{
    if (way == IN_REPLY)
        return field->example || !field->optional;
    if (words_have(schema->one_of, field->name)) {
        size_t length = strcspn(schema->one_of, " ");
        return strlen(field->name) == length && strncmp(schema->one_of, field->name, length) == 0;
    }
    return field->example || field->required;
}

static void write_field_example(struct document *d, const struct field *field, enum way way)
{
    if (!field->of || field->example) {
        json_raw(&d->w, field->name, field_example(d, field));
    } else if (field->type == F_ARRAY) {
        json_open(&d->w, field->name, '[');
        write_example(d, NULL, field->of, way);
        json_close(&d->w, ']');
    } else {
        write_example(d, field->name, field->of, way);
    }
}

static void write_example(struct document *d, const char *name, const struct schema *schema,
                          enum way way)
{
    json_open(&d->w, name, '{');
    for (const struct field *field = fields_of(d, schema); field->name; field++) {
        if (is_shown(schema, field, way))
            write_field_example(d, field, way);
    }
    json_close(&d->w, '}');
}

/* ---- components ---- */

static void write_body_rules(struct document *d, const struct schema *schema)
{
    write_required_aliases(d, schema);
    if (schema->one_of) {
        json_open(&d->w, "oneOf", '[');
        write_each_required(d, alternatives(d, schema));
        json_close(&d->w, ']');
    }
    json_bool(&d->w, "additionalProperties", schema->open);
}

static void write_component(struct document *d, const struct component *c)
{
    json_open(&d->w, c->schema->name, '{');
    json_text(&d->w, "type", "object");
    json_open(&d->w, "properties", '{');
    for (const struct field *field = c->fields; field->name; field++)
        write_field(d, field, c->way);
    json_close(&d->w, '}');
    write_required(d, c);
    if (c->way == IN_BODY)
        write_body_rules(d, c->schema);
    json_open(&d->w, "examples", '[');
    write_example(d, NULL, c->schema, c->way);
    json_close(&d->w, ']');
    json_close(&d->w, '}');
}

void components_write_schemas(struct document *d)
{
    json_open(&d->w, "schemas", '{');
    for (const struct component *c = d->first; c; c = c->next)
        write_component(d, c);
    json_close(&d->w, '}');
}
