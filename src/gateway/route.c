/* The rows of all tables, and finding that of a request. */
/* SPDX-License-Identifier: MIT */
#include "gateway/route.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/words.h"

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
static const struct path_parameter {
    const char *name;
    bool (*fits)(const char *text, size_t length);
} parameters[] = {
    {"id", is_id}, {"return_id", is_id}, {"session_id", is_uuid}, {"shipment_id", is_id}};

static bool fits(const char *name, size_t name_length, const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        if (strlen(parameters[i].name) == name_length &&
            strncmp(parameters[i].name, name, name_length) == 0)
            return parameters[i].fits(text, length);
    }
    return is_text(text, length);
}

static bool match(const char *pattern, const char *path)
{
    while (*pattern && *path) {
        if (*pattern != '{') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        size_t name = strcspn(pattern, "}"), length = strcspn(path, "/");
        if (!fits(pattern + 1, name - 1, path, length))
            return false;
        pattern += name + 1;
        path += length;
    }
    return !*pattern && !*path;
}

/* ---- the table ---- */

const struct route *routes;
size_t route_count;

/* Rows of one pattern. */
struct path {
    const char *pattern;
    const struct route *first;
    size_t count;
};

static struct path *paths;
static size_t path_count;

static struct arena *kept; /* all of it lives here */

static int compare(const void *a, const void *b)
{
    const struct route *left = a, *right = b;
    int by_pattern = strcmp(left->pattern, right->pattern);
    return by_pattern ? by_pattern : strcmp(left->method, right->method);
}

/* One row for each method and path that a row names. */
static void open_row(const struct route *row, struct route **end)
{
    const char *also[] = {"", row->also}, *words = row->method, *word;
    for (size_t length; (word = words_next(&words, &length));) {
        for (size_t i = 0; i < 2 && also[i]; i++) {
            struct route *route = (*end)++;
            *route = *row;
            route->method = arena_strndup(kept, word, length);
            route->pattern = arena_printf(kept, "%s%s", also[i], row->pattern);
        }
    }
}

static size_t count_rows(const struct route *const tables[])
{
    size_t count = 0, length;
    for (; *tables; tables++) {
        for (const struct route *row = *tables; row->method; row++) {
            for (const char *words = row->method; words_next(&words, &length);)
                count += row->also ? 2 : 1;
        }
    }
    return count;
}

static void open_paths(void)
{
    path_count = 0;
    paths = arena_alloc(kept, route_count * sizeof *paths);
    for (const struct route *route = routes; route < routes + route_count; route++) {
        if (!path_count || strcmp(paths[path_count - 1].pattern, route->pattern) != 0)
            paths[path_count++] = (struct path){.pattern = route->pattern, .first = route};
        paths[path_count - 1].count++;
    }
}

void routes_open(const struct route *const tables[])
{
    if (kept)
        arena_free(kept);
    kept = arena_new(64 * 1024);
    route_count = count_rows(tables);
    struct route *all = arena_alloc(kept, route_count * sizeof *all), *end = all;
    for (; *tables; tables++) {
        for (const struct route *row = *tables; row->method; row++)
            open_row(row, &end);
    }
    qsort(all, route_count, sizeof *all, compare);
    routes = all;
    open_paths();
}

/* ---- a request's row ---- */

static const struct path *path_of(const struct request *r)
{
    for (const struct path *path = paths; path < paths + path_count; path++) {
        if (match(path->pattern, r->path))
            return path;
    }
    return NULL;
}

/* Puts the {parameters} into r->values: what stands in their places of a path that fits. */
static void take_parameters(struct request *r, const char *pattern)
{
    for (const char *path = r->path; *pattern;) {
        if (*pattern++ != '{') {
            path++;
            continue;
        }
        size_t name = strcspn(pattern, "}"), length = strcspn(path, "/");
        values_put(&r->values, parameter_named(arena_strndup(r->arena, pattern, name)),
                   arena_strndup(r->arena, path, length));
        pattern += name + 1;
        path += length;
    }
}

static const char *allowed(struct arena *arena, const struct path *path)
{
    struct buf methods = buf_new(arena);
    for (const struct route *route = path->first; route < path->first + path->count; route++)
        buf_printf(&methods, "%s, ",
                   strcmp(route->method, "GET") == 0 ? "GET, HEAD" : route->method);
    buf_text(&methods, "OPTIONS");
    return methods.data;
}

const struct route *route_find(struct request *r, const char **allow)
{
    const char *method = strcmp(r->method, "HEAD") == 0 ? "GET" : r->method;
    const struct path *path = path_of(r);
    for (size_t i = 0; path && i < path->count; i++) {
        if (strcmp(path->first[i].method, method) == 0) {
            take_parameters(r, path->pattern);
            return &path->first[i];
        }
    }
    *allow = path ? allowed(r->arena, path) : NULL;
    return NULL;
}
