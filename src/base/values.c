/* One place a name: setting and binding are looks into an array. */
/* SPDX-License-Identifier: MIT */
#include "base/values.h"

#include <inttypes.h>
#include <string.h>

/* Stands for a null that was set: known by where it is, not by what it says. An array that may be
 * written is no constant, which compilers lay upon others of the same text. */
static char null[1];

/* Where the linker puts what values_name notes; it makes two names of the section's own. */
extern const struct values_use *const noted[] __asm__("__start_values_noted") __attribute__((weak));
extern const struct values_use *const end[] __asm__("__stop_values_noted") __attribute__((weak));

const struct values_use *const *values_uses(size_t *count)
{
    *count = (size_t)(end - noted);
    return noted;
}

struct values values_new(struct arena *arena, int names)
{
    const char **texts = arena_alloc(arena, (size_t)names * sizeof *texts);
    return (struct values){.arena = arena, .texts = texts};
}

void values_put(struct values *values, int name, const char *text)
{
    values->texts[name] = text ? text : null;
}

void values_put_int(struct values *values, int name, int64_t number)
{
    values_put(values, name, arena_printf(values->arena, "%" PRId64, number));
}

void values_put_bool(struct values *values, int name, bool yes)
{
    values_put(values, name, yes ? "true" : "false");
}

const char *values_get(const struct values *values, int name)
{
    const char *text = values->texts[name];
    return text == null ? NULL : text;
}

bool values_has(const struct values *values, int name)
{
    return values->texts[name];
}

bool values_true(const struct values *values, int name)
{
    const char *text = values_get(values, name);
    return text && strcmp(text, "true") == 0;
}
