/* Finding the row of a request, and holding the rows to the database. */
/* SPDX-License-Identifier: MIT */
#include "gateway/route.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

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

/* 8-4-4-4-12 hexadecimal digits. */
static bool is_uuid(const char *text, size_t length)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    for (size_t i = 0; i < length && length == sizeof form - 1; i++) {
        if (form[i] == 'x' ? !isxdigit((unsigned char)text[i]) : text[i] != '-')
            return false;
    }
    return length == sizeof form - 1;
}

static bool is_text(const char *text, size_t length)
{
    return length > 0 && utf8_count(text, length) >= 0;
}

/* What a {parameter} may be; the others are text. What it can't be names nothing, so no statement
 * ever meets it. */
static const struct parameter {
    const char *name;
    bool (*fits)(const char *text, size_t length);
} parameters[] = {{"id", is_id}, {"return_id", is_id}, {"session_id", is_uuid}};

static bool fits(const char *name, const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        if (strcmp(parameters[i].name, name) == 0)
            return parameters[i].fits(text, length);
    }
    return is_text(text, length);
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
        const char *name = arena_strndup(r->arena, pattern + 1, strcspn(pattern, "}") - 1);
        size_t length = strcspn(path, "/");
        if (!fits(name, path, length))
            return false;
        values_set(&r->values, name, arena_strndup(r->arena, path, length));
        pattern += strlen(name) + 2;
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
