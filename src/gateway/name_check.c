/* Names that only their spelling holds together. */
/* SPDX-License-Identifier: MIT */
#include "gateway/name_check.h"

#include <stdio.h>
#include <string.h>

#include "gateway/route.h"

/* ---- columns ---- */

struct columns {
    const struct rows_use *const *uses;
    size_t count;
    const char *const *const *of; /* by statement */
};

static bool answers(const struct columns *columns, enum query query, const char *column)
{
    const char *const *name = columns->of[query];
    while (*name && strcmp(*name, column) != 0)
        name++;
    return *name;
}

/* The first of a fact's statements that lacks the column, or Q_NONE. */
static enum query lacking(const struct columns *columns, const enum query *queries,
                          const char *column)
{
    while (*queries && answers(columns, *queries, column))
        queries++;
    return *queries;
}

static bool any_answers(const struct columns *columns, const char *column)
{
    for (int query = Q_NONE + 1; query < Q_COUNT; query++) {
        if (answers(columns, (enum query)query, column))
            return true;
    }
    return false;
}

/* Whether the column is one of a fact of the function's own. *lacks is a statement that has it not,
 * Q_NONE when the function takes no fact. */
static bool is_of_fact(const struct columns *columns, const struct rows_use *use, enum query *lacks)
{
    *lacks = Q_NONE;
    for (size_t i = 0; i < columns->count; i++) {
        const struct rows_use *fact = columns->uses[i];
        if (!fact->queries || fact->function != use->function)
            continue;
        *lacks = lacking(columns, fact->queries, use->column);
        if (!*lacks)
            return true;
    }
    return false;
}

bool columns_check(const struct rows_use *const *uses, size_t count,
                   const char *const *const of[Q_COUNT], char *why, size_t size)
{
    const struct columns columns = {uses, count, of};
    for (size_t i = 0; i < count; i++) {
        enum query lacks;
        const char *column = uses[i]->column;
        if (!column || is_of_fact(&columns, uses[i], &lacks))
            continue;
        if (!lacks && any_answers(&columns, column))
            continue;
        snprintf(why, size, "%s reads the column %s, which %s %s", uses[i]->function, column,
                 lacks ? statements[lacks].name : "no statement",
                 lacks ? "does not answer" : "answers");
        return false;
    }
    return true;
}

/* ---- what is bound, and who sets it ---- */

struct names {
    bool set[P_COUNT];
};

static bool add(struct names *names, const char *name)
{
    enum parameter parameter = parameter_named(name);
    names->set[parameter] = true;
    return parameter != P_NONE;
}

/* The first field that has no name of a parameter, or NULL. */
static const char *add_fields(struct names *names, const struct schema *schema)
{
    const struct field *field = schema ? schema_first(schema) : NULL;
    while (field && add(names, field->name))
        field = schema_next(schema, field);
    return field ? field->name : NULL;
}

static const char *add_path(struct names *names, struct arena *arena, const char *pattern)
{
    while ((pattern = strchr(pattern, '{'))) {
        pattern++;
        const char *name = arena_strndup(arena, pattern, strcspn(pattern, "}"));
        if (!add(names, name))
            return name;
    }
    return NULL;
}

/* What comes with a request. The name that is none's, or NULL. */
static const char *add_sent(struct names *names, struct arena *arena, const struct route *route)
{
    const char *unknown = add_path(names, arena, route->pattern);
    names->set[route->set.name] = true;
    if (!unknown)
        unknown = add_fields(names, route->query);
    return unknown ? unknown : add_fields(names, route->body);
}

/* What C sets, of any request. */
static void add_code(struct names *names)
{
    size_t count;
    const struct values_use *const *uses = values_uses(&count);
    for (size_t i = 0; i < count; i++)
        names->set[uses[i]->name] = true;
}

/* The first parameter that would be NULL for want of somebody who sets it, or P_NONE. */
static enum parameter unset(const struct names *names, const struct statement *statement)
{
    for (int i = 0; i < statement->parameter_count; i++) {
        enum parameter name = statement->parameters[i].name;
        if (!names->set[name])
            return name;
    }
    return P_NONE;
}

/* What only a command of orderctl sets beside statements of its own: in a request it is NULL. Those
 * commands are not in every program. */
static const enum parameter of_commands[] = {P_TRIED_BEFORE, P_USER};

/* Statements of other programs, of which this one has not the code that sets what they bind. */
static bool is_of_another(const struct statement *statement)
{
    static const char *const nouns[] = {"chores", "ctl", "relay"};
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++) {
        if (strcmp(statement->noun, nouns[i]) == 0)
            return true;
    }
    return false;
}

/* Of `noun` alone, or (NULL) of all that are the service's. */
static bool statements_check(const struct names *names, const char *noun, char *why, size_t size)
{
    for (int query = Q_NONE + 1; query < Q_COUNT; query++) {
        const struct statement *statement = &statements[query];
        if (noun ? strcmp(statement->noun, noun) != 0 : is_of_another(statement))
            continue;
        enum parameter name = unset(names, statement);
        if (name) {
            snprintf(why, size, "%s binds :%s, which nobody sets", statements[query].name,
                     parameter_names[name]);
            return false;
        }
    }
    return true;
}

static bool is_fact(enum query query)
{
    for (const struct route *route = routes; route < routes + route_count; route++) {
        for (size_t i = 0; i < REQUEST_FACTS; i++) {
            if (route->facts[i] == query)
                return true;
        }
    }
    return false;
}

static bool facts_check(char *why, size_t size)
{
    size_t count;
    const struct rows_use *const *uses = rows_uses(&count);
    for (size_t i = 0; i < count; i++) {
        for (const enum query *query = uses[i]->queries; query && *query; query++) {
            if (!is_fact(*query)) {
                snprintf(why, size, "%s takes the fact %s, which no route reads", uses[i]->function,
                         statements[*query].name);
                return false;
            }
        }
    }
    return true;
}

bool names_check(char *why, size_t size)
{
    struct arena *arena = arena_new(4096);
    struct names all = {{false}};
    const char *unknown = NULL;
    for (const struct route *route = routes; !unknown && route < routes + route_count; route++) {
        unknown = add_sent(&all, arena, route);
        if (unknown)
            snprintf(why, size, "%s %s: no statement binds %s, and no line of api/names.txt has it",
                     route->method, route->pattern, unknown);
    }
    arena_free(arena);
    add_code(&all);
    for (size_t i = 0; i < sizeof of_commands / sizeof *of_commands; i++)
        all.set[of_commands[i]] = true;
    return !unknown && statements_check(&all, NULL, why, size) && facts_check(why, size);
}

bool names_check_noun(const char *noun, char *why, size_t size)
{
    struct names set = {{false}};
    add_code(&set);
    return statements_check(&set, noun, why, size);
}
