/* Finding the row of a request, and holding the rows to the database. */
/* SPDX-License-Identifier: MIT */
#include "gateway/route.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* "1" to "9223372036854775807", no sign and no leading zero. */
static bool is_id(const char *text, size_t length)
{
    static const char most[] = "9223372036854775807";
    if (length == 0 || length > sizeof most - 1 || text[0] == '0')
        return false;
    for (size_t i = 0; i < length; i++) {
        if (!isdigit((unsigned char)text[i]))
            return false;
    }
    return length < sizeof most - 1 || strncmp(text, most, length) <= 0;
}

/* Matches segment by segment; {parameters} go into r->values. */
static bool match(struct request *r, const char *pattern)
{
    const char *path = r->path;
    while (*pattern && *path) {
        if (*pattern != '{') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        size_t name = strcspn(pattern, "}") - 1;
        size_t length = strcspn(path, "/");
        bool typed = strncmp(pattern + 1, "id", name) == 0 && name == 2;
        if (length == 0 || (typed && !is_id(path, length)))
            return false;
        values_set(&r->values, arena_strndup(r->arena, pattern + 1, name),
                   arena_strndup(r->arena, path, length));
        pattern += name + 2;
        path += length;
    }
    return !*pattern && !*path;
}

static bool has_method(const struct route *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0);
}

const struct route *route_find(struct request *r, const char **allow)
{
    const char *pattern = NULL;
    struct buf methods = buf_new(r->arena);
    for (const struct route *route = routes; route < routes + route_count; route++) {
        /* Rows of one pattern stand together, and a literal before a {parameter}. */
        if (pattern && strcmp(pattern, route->pattern) != 0)
            break;
        if (!pattern && !match(r, route->pattern))
            continue;
        pattern = route->pattern;
        if (has_method(route, r->method))
            return route;
        buf_printf(&methods, "%s%s%s", methods.length ? ", " : "", route->method,
                   strcmp(route->method, "GET") == 0 ? ", HEAD" : "");
    }
    *allow = pattern ? arena_printf(r->arena, "%s, OPTIONS", methods.data) : NULL;
    return NULL;
}

enum query route_answers_with(const struct route *route)
{
    if (route->flags & R_NO_CONTENT)
        return Q_NONE;
    if (route->show)
        return route->show;
    if (route->list)
        return route->list->sorts[0].query;
    for (int i = 2; i >= 0; i--) {
        if (route->write[i] && statements[route->write[i]].answers != ROWS_EXEC)
            return route->write[i];
    }
    if (route->handler)
        return Q_NONE;
    enum query last = Q_NONE;
    for (int i = 0; i < REQUEST_FACTS && route->facts[i]; i++)
        last = route->facts[i];
    return last;
}

bool routes_fit(struct db *db, char *why, size_t size)
{
    for (const struct route *route = routes; route < routes + route_count; route++) {
        enum query query = route_answers_with(route);
        if (!query || !route->answer)
            continue;
        const char *names[64] = {NULL};
        for (size_t i = 0; route->answer->fields[i].name; i++)
            names[i] = route->answer->fields[i].name;
        if (!db_columns_fit(db, query, names, why, size))
            return false;
    }
    return true;
}
