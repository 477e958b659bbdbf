/* A short list searched from the front: a request knows some dozens of names at most. */
/* SPDX-License-Identifier: MIT */
#include "base/values.h"

#include <inttypes.h>
#include <string.h>

enum { VALUES_FIRST = 32 };

struct values values_new(struct arena *arena)
{
    return (struct values){.arena = arena};
}

static struct value *find(const struct values *values, const char *name)
{
    for (size_t i = 0; i < values->count; i++) {
        struct value *value = &values->list[i];
        /* Most names differ in their first letter; the call would cost more than the look. */
        if (*value->name == *name && strcmp(value->name, name) == 0)
            return value;
    }
    return NULL;
}

static struct value *add(struct values *values, const char *name)
{
    if (values->count == values->capacity) {
        size_t capacity = values->capacity ? values->capacity * 2 : VALUES_FIRST;
        values->list =
            arena_grow(values->arena, values->list, values->capacity * sizeof(*values->list),
                       capacity * sizeof(*values->list));
        values->capacity = capacity;
    }
    struct value *value = &values->list[values->count++];
    value->name = name;
    return value;
}

void values_set(struct values *values, const char *name, const char *text)
{
    struct value *value = find(values, name);
    if (!value)
        value = add(values, name);
    value->text = text;
}

void values_set_int(struct values *values, const char *name, int64_t number)
{
    values_set(values, name, arena_printf(values->arena, "%" PRId64, number));
}

void values_set_bool(struct values *values, const char *name, bool yes)
{
    values_set(values, name, yes ? "true" : "false");
}

const char *values_get(const struct values *values, const char *name)
{
    const struct value *value = find(values, name);
    return value ? value->text : NULL;
}

bool values_has(const struct values *values, const char *name)
{
    return find(values, name) != NULL;
}

const char *values_bind(const struct values *values, const char *name)
{
    const struct value *value = find(values, name);
    if (value)
        return value->text;
    if (strncmp(name, "has_", 4) == 0)
        return values_has(values, name + 4) ? "t" : "f";
    return NULL;
}
