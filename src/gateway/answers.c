/* Holding routes and C to the database. */
/* SPDX-License-Identifier: MIT */
#include "gateway/answers.h"

#include <stdio.h>
#include <string.h>

#include "gateway/name_check.h"
#include "gateway/route_traits.h"

/* Of one check. */
struct fit {
    const char *const *const *columns; /* by statement */
    struct arena *arena;
    char *why;
    size_t size;
};

static bool is_among(const char *const *names, const char *name)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names;
}

/* What is wrong with the columns of a statement that is to have those of `names`, or NULL. */
static const char *misfit(const struct fit *fit, enum query query, const char *const *names)
{
    const char *const *answered = fit->columns[query], *name = statements[query].name;
    for (const char *const *n = names; *n; n++) {
        if (!is_among(answered, *n))
            return arena_printf(fit->arena, "%s lacks the column %s", name, *n);
    }
    for (const char *const *column = answered; *column; column++) {
        if (**column != '_' && !is_among(names, *column))
            return arena_printf(fit->arena, "%s has the column %s, which no schema names", name,
                                *column);
    }
    return NULL;
}

static bool statement_fits(const struct fit *fit, const struct route *route, enum query query,
                           const char *const *names)
{
    const char *fault = misfit(fit, query, names);
    if (fault)
        snprintf(fit->why, fit->size, "%s %s: %s", route->method, route->pattern, fault);
    return !fault;
}

/* The columns of the answer; in a list with those that its cursor holds. */
static const char *const *promised(const struct fit *fit, const struct route *route,
                                   const struct sort *sort)
{
    const struct schema *answer = route->answer;
    size_t count = 0;
    for (const struct field *f = schema_first(answer); f; f = schema_next(answer, f))
        count++;
    const char **names = arena_alloc(fit->arena, (count + 3) * sizeof *names);
    count = 0;
    for (const struct field *f = schema_first(answer); f; f = schema_next(answer, f))
        names[count++] = f->name;
    if (sort) {
        names[count] = "id";
        names[count + 1] = sort->key;
    }
    return names;
}

static bool list_fits(const struct fit *fit, const struct route *route)
{
    static const char *const counted[] = {"total", NULL};
    for (const struct sort *sort = route->list->sorts; sort->name; sort++) {
        if (!statement_fits(fit, route, sort->query, promised(fit, route, sort)))
            return false;
    }
    return statement_fits(fit, route, route->list->count, counted);
}

static bool route_fits(const struct fit *fit, const struct route *route)
{
    enum query query = route_answers_with(route);
    if (route->list)
        return list_fits(fit, route);
    return !query || !route->answer ||
           statement_fits(fit, route, query, promised(fit, route, NULL));
}

bool routes_fit(const char *const *const columns[Q_COUNT], char *why, size_t size)
{
    const struct fit fit = {columns, arena_new(4096), why, size};
    bool fits = true;
    for (const struct route *route = routes; fits && route < routes + route_count; route++)
        fits = route_fits(&fit, route);
    arena_free(fit.arena);
    return fits;
}

bool answers_fit(struct db *db, char *why, size_t size)
{
    struct arena *arena = arena_new(64 * 1024);
    const char *const *columns[Q_COUNT];
    size_t count;
    const struct rows_use *const *uses = rows_uses(&count);
    bool fit = db_columns(db, arena, columns);
    if (!fit)
        snprintf(why, size, "the statements can't be described");
    fit = fit && routes_fit(columns, why, size) && columns_check(uses, count, columns, why, size);
    arena_free(arena);
    return fit;
}
