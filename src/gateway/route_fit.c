/* Holding the rows to the database. */
/* SPDX-License-Identifier: MIT */
#include "gateway/route_fit.h"

#include <stdio.h>

#include "db/db.h"
#include "gateway/route_traits.h"

/* Of one check. */
struct fit {
    struct db *db;
    struct arena *arena;
    char *why;
    size_t size;
};

static bool statement_fits(const struct fit *fit, const struct route *route, enum query query,
                           const char *const *names)
{
    char why[200];
    bool fits = db_columns_fit(fit->db, query, names, why, sizeof why);
    if (!fits)
        snprintf(fit->why, fit->size, "%s %s: %s", route->method, route->pattern, why);
    return fits;
}

/* The columns of the answer; in a list with those that its cursor holds. */
static const char *const *columns(const struct fit *fit, const struct route *route,
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
        if (!statement_fits(fit, route, sort->query, columns(fit, route, sort)))
            return false;
    }
    return statement_fits(fit, route, route->list->count, counted);
}

static bool route_fits(const struct fit *fit, const struct route *route)
{
    enum query query = route_answers_with(route);
    if (route->list)
        return list_fits(fit, route);
    return !query || !route->answer || statement_fits(fit, route, query, columns(fit, route, NULL));
}

bool routes_fit(struct db *db, char *why, size_t size)
{
    const struct fit fit = {.db = db, .arena = arena_new(4096), .why = why, .size = size};
    bool fits = true;
    for (const struct route *route = routes; fits && route < routes + route_count; route++)
        fits = route_fits(&fit, route);
    arena_free(fit.arena);
    return fits;
}
