/* Bodies held to the routes' schemas: what fits is complete, and fits again, unchanged. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "base/json_text.h"
#include "gateway/route.h"
#include "json/read.h"
#include "json/schema.h"

/* The schema of that name which some route's body has, or NULL. */
static const struct schema *schema_of(const char *name)
{
    for (size_t i = 0; i < route_count; i++) {
        if (routes[i].body && same(routes[i].body->name, name))
            return routes[i].body;
    }
    return NULL;
}

static bool is_json(enum field_type type)
{
    return type == F_OBJECT || type == F_ARRAY || type == F_ADDRESS || type == F_JSON;
}

/* What was taken as the body that says it. */
static const char *body_of(struct arena *arena, const struct field_taken *taken)
{
    struct buf out = buf_new(arena);
    struct json_writer w = json_writer(&out);
    json_open(&w, NULL, '{');
    for (; taken->field; taken++) {
        if (!taken->text || is_json(taken->field->type) || taken->field->type == F_BOOL)
            json_raw(&w, taken->field->name, taken->text);
        else
            json_text(&w, taken->field->name, taken->text);
    }
    json_close(&w, '}');
    return out.data;
}

static bool has(const struct field_taken *taken, const struct field *field)
{
    while (taken->field && taken->field != field)
        taken++;
    return taken->field;
}

/* NULL when it does not fit. */
static const char *checked(struct arena *arena, const struct schema *schema, const char *text,
                           size_t length)
{
    const char *error;
    const struct json *tree = json_read(arena, text, length, &error);
    if (!tree)
        return NULL;
    struct invalids list = {.arena = arena};
    const struct field_taken *taken = schema_check(schema, tree, "", &list);
    promise((list.count == 0) == (list.first == NULL), "faults are counted", text);
    for (const struct field *field = schema_first(schema); !list.count && field;
         field = schema_next(schema, field))
        promise(!schema_is(schema, field->required) || has(taken, field),
                "what is required is there", field->name);
    return list.count ? NULL : body_of(arena, taken);
}

/* A line that names the schema, then the body. */
void fuzz_schema(struct arena *arena, const char *data, size_t size)
{
    const struct schema *schema = schema_of(fuzz_until(arena, &data, &size, '\n'));
    const char *once = schema ? checked(arena, schema, data, size) : NULL;
    if (!once)
        return;
    const char *twice = checked(arena, schema, once, strlen(once));
    promise(twice, "what was taken is taken again", once);
    promise(same(twice, once), "and says the same", once);
}
