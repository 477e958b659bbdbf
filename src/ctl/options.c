/* Options become a tree of strings, in the shape of a query, and one checker serves both. */
/* SPDX-License-Identifier: MIT */
#include "ctl/options.h"

#include <string.h>

#include "gateway/input.h"

/* "first-name" ⇄ "first_name". */
static char *swapped(struct arena *arena, const char *name, char from, char to)
{
    char *copy = arena_strdup(arena, name);
    for (char *c = copy; *c; c++)
        if (*c == from)
            *c = to;
    return copy;
}

/* Takes one option from *words; false after saying what is wrong. */
static bool take(struct ctl *ctl, const struct command *command, struct json *tree,
                 char *const **words)
{
    const char *word = *(*words)++;
    const char *name = command->operand;
    const char *value = word;
    if (strncmp(word, "--", 2) == 0) {
        name = swapped(ctl->arena, word + 2, '-', '_');
        const struct field *field = schema_field(command->options, name);
        if (!field) {
            ctl_fail("%s has no option %s", command->name, word);
            return false;
        }
        value = field->type == F_BOOL ? "true" : *(*words)++;
    }
    bool twice = name && json_member(tree, name);
    if (!name)
        ctl_fail("%s takes no \"%s\"", command->name, word);
    else if (!value)
        ctl_fail("%s needs a value", word);
    else if (twice)
        ctl_fail("there is one %s too many: %s", swapped(ctl->arena, name, '_', '-'), word);
    else
        json_append(tree, json_node(ctl->arena, JSON_STRING, name, value));
    return name && value && !twice;
}

static void complain(struct ctl *ctl, const struct command *command, const struct invalid *invalid)
{
    const char *name = invalid->pointer + 1; /* behind the '?' */
    bool operand = command->operand && strcmp(name, command->operand) == 0;
    ctl_fail("%s%s %s", operand ? "" : "--", swapped(ctl->arena, name, '_', '-'), invalid->detail);
}

bool options_read(struct ctl *ctl, const struct command *command, char *const *words)
{
    struct command checked = *command;
    struct json *tree = json_node(ctl->arena, JSON_OBJECT, NULL, NULL);
    struct invalids invalids = {.arena = ctl->arena};
    if (!checked.options)
        checked.options = &schema_nothing;
    while (*words)
        if (!take(ctl, &checked, tree, &words))
            return false;
    input_keep(&ctl->values, schema_check(checked.options, tree, "?", &invalids));
    for (const struct invalid *invalid = invalids.first; invalid; invalid = invalid->next)
        complain(ctl, command, invalid);
    return invalids.count == 0;
}
