/* Fields as JSON Schema: what the document says of a value is what json/field.c enforces. */
/* SPDX-License-Identifier: MIT */
#include "describe/openapi/parts.h"

#include <inttypes.h>
#include <string.h>

#include "base/words.h"
#include "json/field.h"

static const struct shape {
    const char *type; /* NULL: not one type */
    const char *format;
    int scale;           /* decimal places */
    const char *example; /* JSON, of fields that name none */
} shapes[] = {
    [F_TEXT] = {"string", NULL, 0, "\"text\""},
    [F_LINES] = {"string", NULL, 0, "\"text\""},
    [F_SEARCH] = {"string", NULL, 0, "\"text\""},
    [F_LETTERS] = {"string", NULL, 0, "\"text\""},
    [F_EMAIL] = {"string", "idn-email", 0, "\"john@example.com\""},
    [F_PASSWORD] = {"string", "password", 0, "\"SecurePass123\""},
    [F_USERNAME] = {"string", NULL, 0, "\"johndoe\""},
    [F_INT] = {"integer", "int64", 0, "1"},
    [F_ID] = {"integer", "int64", 0, "1"},
    [F_MONEY] = {"number", NULL, 2, "19.99"},
    [F_DECIMAL] = {"number", NULL, 3, "1.250"},
    [F_RATE] = {"number", NULL, 6, "0.080000"},
    [F_BOOL] = {"boolean", NULL, 0, "true"},
    [F_DATE] = {"string", "date", 0, "\"2026-01-31\""},
    [F_TIME] = {"string", "date-time", 0, "\"2026-01-31T12:00:00Z\""},
    [F_ENUM] = {"string", NULL, 0, NULL},
    [F_WORDS] = {"string", NULL, 0, NULL},
    [F_NAMES] = {"string", NULL, 0, NULL},
    [F_UUID] = {"string", "uuid", 0, "\"0b9b6c1e-6b0f-4a52-9d0c-2f6f6f1c9a11\""},
    [F_OBJECT] = {NULL, NULL, 0, NULL},
    [F_ARRAY] = {"array", NULL, 0, NULL},
    [F_IDS] = {"array", NULL, 0, "[1]"},
    [F_ADDRESS] = {NULL, NULL, 0, NULL},
    [F_JSON] = {NULL, NULL, 0, "{}"},
};

static bool is_number(const struct field *field)
{
    const char *type = shapes[field->type].type;
    return type && (strcmp(type, "integer") == 0 || strcmp(type, "number") == 0);
}

static bool is_string(const struct field *field)
{
    const char *type = shapes[field->type].type;
    return type && strcmp(type, "string") == 0;
}

static void write_reference(struct document *d, const char *name, const struct schema *schema)
{
    json_open(&d->w, name, '{');
    component_refer(d, schema);
    json_close(&d->w, '}');
}

/* ---- bounds ---- */

static void write_counts(struct document *d, const struct field *field, const char *least,
                         const char *most)
{
    struct bounds bounds = field_bounds(field);
    if (bounds.least > 0)
        json_int(&d->w, least, bounds.least);
    json_int(&d->w, most, bounds.most);
}

/* A bound of 64 bits is no number that JavaScript can hold; format int64 says it already. */
static void write_limit(struct document *d, const char *name, int64_t bound, int scale)
{
    int64_t unit = 1;
    for (int i = 0; i < scale; i++)
        unit *= 10;
    if (bound == INT64_MIN || bound == INT64_MAX)
        return;
    int64_t size = bound < 0 ? -bound : bound;
    struct buf text = buf_new(d->arena);
    buf_printf(&text, "%s%" PRId64, bound < 0 ? "-" : "", size / unit);
    if (size % unit)
        buf_printf(&text, ".%0*" PRId64, scale, size % unit);
    json_raw(&d->w, name, text.data);
}

/* A body's numbers may be strings; `pattern` is for those, the bounds are for numbers. */
static void write_number(struct document *d, const struct field *field, enum way way)
{
    struct bounds bounds = field_bounds(field);
    int scale = shapes[field->type].scale;
    write_limit(d, "minimum", bounds.least, scale);
    write_limit(d, "maximum", bounds.most, scale);
    if (way != IN_BODY)
        return;
    struct buf pattern = buf_new(d->arena);
    buf_text(&pattern, bounds.least < 0 ? "^-?" : "^");
    buf_text(&pattern, bounds.least > 0 && scale == 0 ? "[1-9][0-9]*" : "(0|[1-9][0-9]*)");
    if (scale)
        buf_printf(&pattern, "(\\.[0-9]{1,%d}0*)?", scale);
    buf_char(&pattern, '$');
    json_text(&d->w, "pattern", pattern.data);
}

/* The words that may be sent, or the values that are replied, each once. */
static void write_words(struct document *d, const struct field *field, enum way way)
{
    json_open(&d->w, "enum", '[');
    for (const struct word *word = field->words; word->name; word++) {
        if (way != IN_REPLY || strcmp(word->name, word->value) == 0)
            json_text(&d->w, NULL, word->name);
    }
    if (field->nullable)
        json_text(&d->w, NULL, NULL);
    json_close(&d->w, ']');
}

static void write_time(struct document *d, enum way way)
{
    static const char *const formats[] = {"date-time", "date"};
    if (way == IN_REPLY) {
        json_text(&d->w, "format", formats[0]);
        return;
    }
    json_open(&d->w, "anyOf", '[');
    for (int i = 0; i < 2; i++) {
        json_open(&d->w, NULL, '{');
        json_text(&d->w, "format", formats[i]);
        json_close(&d->w, '}');
    }
    json_close(&d->w, ']');
}

/* ---- values ---- */

static void write_type(struct document *d, const struct field *field, enum way way)
{
    const char *type = shapes[field->type].type;
    bool null = field->nullable, string = way == IN_BODY && is_number(field);
    if (!null && !string) {
        json_text(&d->w, "type", type);
        return;
    }
    json_open(&d->w, "type", '[');
    json_text(&d->w, NULL, type);
    if (string)
        json_text(&d->w, NULL, "string");
    if (null)
        json_text(&d->w, NULL, "null");
    json_close(&d->w, ']');
}

static void write_alternatives(struct document *d, const struct field *field)
{
    struct field line = {.type = F_LINES, .least = 1, .most = field_bounds(field).most};
    json_open(&d->w, "oneOf", '[');
    write_reference(d, NULL, field->of);
    if (field->type == F_ADDRESS) {
        json_open(&d->w, NULL, '{');
        field_write_value(d, &line, IN_BODY);
        json_close(&d->w, '}');
    }
    if (field->nullable)
        json_raw(&d->w, NULL, "{\"type\":\"null\"}");
    json_close(&d->w, ']');
}

static void write_limits(struct document *d, const struct field *field, enum way way)
{
    if (field->type == F_TIME)
        write_time(d, way);
    else if (shapes[field->type].format)
        json_text(&d->w, "format", shapes[field->type].format);
    if (field->type == F_ENUM)
        write_words(d, field, way);
    if (way == IN_REPLY || field->type == F_ENUM || field->type == F_DATE ||
        field->type == F_TIME || field->type == F_UUID)
        return;
    if (field->type == F_LETTERS)
        json_text(&d->w, "pattern", "^[A-Za-z]*$");
    if (is_number(field))
        write_number(d, field, way);
    else if (field->type == F_ARRAY || field->type == F_IDS)
        write_counts(d, field, "minItems", "maxItems");
    else if (field->type != F_BOOL)
        write_counts(d, field, "minLength", "maxLength");
}

static void write_ids(struct document *d)
{
    static const struct field id = {.type = F_ID};
    json_open(&d->w, "items", '{');
    field_write_value(d, &id, IN_BODY);
    json_close(&d->w, '}');
}

void field_write_value(struct document *d, const struct field *field, enum way way)
{
    const char *type = shapes[field->type].type;
    if (type) {
        write_type(d, field, way);
        write_limits(d, field, way);
    } else if (field->type != F_JSON) {
        if (field->type == F_OBJECT && !field->nullable)
            component_refer(d, field->of);
        else
            write_alternatives(d, field);
    }
    if (field->type == F_ARRAY && field->of)
        write_reference(d, "items", field->of);
    else if (field->type == F_ARRAY)
        json_raw(&d->w, "items", "{\"type\":\"string\"}");
    else if (field->type == F_IDS)
        write_ids(d);
    if (field->standard && way != IN_REPLY && is_string(field))
        json_text(&d->w, "default", field->standard);
    else if (field->standard && way != IN_REPLY)
        json_raw(&d->w, "default", field->standard);
    if (field->example) {
        json_open(&d->w, "examples", '[');
        json_raw(&d->w, NULL, field->example);
        json_close(&d->w, ']');
    }
}

/* ---- words about a field ---- */

static void describe_words(struct buf *text, const struct word *words)
{
    buf_text(text, ". Case is ignored");
    for (const struct word *word = words; word->name; word++) {
        if (strcmp(word->name, word->value) != 0)
            buf_printf(text, "; `%s` stands for `%s`", word->name, word->value);
    }
}

static bool is_of_words(const struct field *field)
{
    return field->type == F_ENUM || field->type == F_WORDS || field->type == F_NAMES;
}

static void describe_list(struct buf *text, const struct word *words, const char *separator)
{
    for (const struct word *word = words; word->name; word++, separator = ",") {
        if (strcmp(word->name, word->value) == 0)
            buf_printf(text, "%s `%s`", separator, word->name);
    }
}

const char *field_description(struct document *d, const struct field *field, enum way way)
{
    struct buf text = buf_new(d->arena);
    buf_text(&text, field->meaning ? field->meaning : "");
    if (way == IN_REPLY)
        return text.data;
    if (field->type == F_WORDS)
        describe_list(&text, field->words,
                      ". Several by comma, or with a `!` before each all but these:");
    if (field->type == F_NAMES)
        describe_list(&text, field->words, ". By comma:");
    if (is_of_words(field))
        describe_words(&text, field->words);
    if (shapes[field->type].scale)
        buf_printf(&text, ". At most %d decimal places", shapes[field->type].scale);
    const char *words = field->aliases, *separator = ". Also accepted as";
    size_t length;
    for (const char *word; (word = words_next(&words, &length)); separator = ",")
        buf_printf(&text, "%s `%.*s`", separator, (int)length, word);
    return text.data;
}

const char *field_example(struct document *d, const struct field *field)
{
    if (field->example)
        return field->example;
    if (field->standard)
        return is_string(field) ? arena_printf(d->arena, "\"%s\"", field->standard)
                                : field->standard;
    if (field->nullable)
        return "null";
    if (is_of_words(field))
        return arena_printf(d->arena, "\"%s\"", field->words->value);
    return shapes[field->type].example;
}
