/* What contradicts itself in a table of fields: told at start, not met by who asks. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/words.h"
#include "json/schema.h"

/* All its names lead to it. */
static bool is_alone(struct arena *arena, const struct schema *schema, const struct field *field)
{
    const char *aliases = field->aliases, *word;
    bool alone = schema_field(schema, field->name) == field;
    for (size_t length; alone && (word = words_next(&aliases, &length));)
        alone = schema_field(schema, arena_strndup(arena, word, length)) == field;
    return alone;
}

/* It says something of a use in which it is not. */
static bool goes_beyond(const struct field *field, unsigned uses)
{
    return field->uses && uses != (unsigned)ALWAYS && uses & ~field->uses;
}

static bool is_whole(const struct field *field)
{
    if (field->type == F_ENUM || field->type == F_WORDS || field->type == F_NAMES)
        return field->words;
    return field->of || (field->type != F_OBJECT && field->type != F_ADDRESS);
}

static const char *flaw_of(struct arena *arena, const struct schema *schema,
                           const struct field *field)
{
    if (!is_alone(arena, schema, field))
        return "shares a name with another field";
    if (goes_beyond(field, field->required) || goes_beyond(field, field->nullable))
        return "is required or nullable where it is not";
    if (field->standard && schema_is(schema, field->required))
        return "is required, and has a value for when it is absent";
    return is_whole(field) ? NULL : "lacks its words or its schema";
}

const char *schema_flaw(struct arena *arena, const struct schema *schema)
{
    const char *words = schema->one_of, *word;
    for (size_t length; (word = words_next(&words, &length));) {
        const char *name = arena_strndup(arena, word, length);
        if (!schema_field(schema, name))
            return arena_printf(arena, "%s has no %s", schema->name, name);
    }
    for (const struct field *f = schema_first(schema); f; f = schema_next(schema, f)) {
        const char *flaw = flaw_of(arena, schema, f);
        if (flaw)
            return arena_printf(arena, "%s: %s %s", schema->name, f->name, flaw);
        if (f->of && (flaw = schema_flaw(arena, f->of)))
            return flaw;
    }
    return NULL;
}
