/* nginx's maps, made from the routes. A path alone decides: all methods of one share a pool, and
 * a limit counts whatever is sent to a path, even with a method that it does not have. */
/* SPDX-License-Identifier: MIT */
#include "gateway/nginx.h"

#include <stdbool.h>
#include <string.h>

#include "gateway/route.h"

/* Zones that nginx's limit_req lines name whether or not a route counts in them yet. */
static const char *const zones[] = {"login", "register", "forgot"};
static const size_t zone_count = sizeof zones / sizeof *zones;

typedef const char *looked_up(const struct route *route, const char *zone);

/* ---- what a route has in each map; NULL: the default ---- */

static const char *pool(const struct route *route, const char *zone)
{
    (void)zone;
    return route->pool == POOL_API ? NULL : pools[route->pool].name;
}

static const char *limit(const struct route *route, const char *zone)
{
    return route->limit && strcmp(route->limit, zone) == 0 ? "$limit_address" : NULL;
}

static const char *public_answer(const struct route *route, const char *zone)
{
    (void)zone;
    return route->flags & R_PUBLIC_CACHE && strcmp(route->method, "GET") == 0 ? "1" : NULL;
}

/* ---- maps ---- */

/* The pattern as a regular expression: an {id} is digits, other {parameters} are one segment, dots
 * are dots. */
static void write_pattern(FILE *out, const char *pattern)
{
    fputs("^/api/v1", out);
    for (; *pattern; pattern++) {
        if (*pattern == '{') {
            fputs(strncmp(pattern, "{id}", 4) == 0 ? "[0-9]+" : "[^/]+", out);
            pattern = strchr(pattern, '}');
        } else {
            fprintf(out, "%s%c", *pattern == '.' ? "\\" : "", *pattern);
        }
    }
    fputc('$', out);
}

/* nginx takes the first expression that matches, as orderd takes the first row. */
static void write_map(FILE *out, const char *variable, const char *standard, looked_up *value_of,
                      const char *zone)
{
    const char *last = NULL;
    fprintf(out, "\nmap $uri $%s%s {\n    default %s;\n", variable, zone, standard);
    for (const struct route *route = routes; route < routes + route_count; route++) {
        const char *value = value_of(route, zone);
        if (!value || (last && strcmp(last, route->pattern) == 0))
            continue;
        last = route->pattern;
        fputs("    \"~", out);
        write_pattern(out, route->pattern);
        fprintf(out, "\" %s;\n", value);
    }
    fputs("}\n", out);
}

static bool is_known(const char *zone)
{
    for (size_t i = 0; i < zone_count; i++) {
        if (strcmp(zones[i], zone) == 0)
            return true;
    }
    return false;
}

static bool limited_before(const struct route *end)
{
    for (const struct route *route = routes; route < end; route++) {
        if (route->limit && strcmp(route->limit, end->limit) == 0)
            return true;
    }
    return false;
}

void nginx_routes_write(FILE *out)
{
    fputs("# Made by `orderctl nginx-routes` from orderd's table of routes; do not edit.\n", out);
    write_map(out, "orderd_pool", pools[POOL_API].name, pool, "");
    write_map(out, "orderd_public", "0", public_answer, "");
    for (size_t i = 0; i < zone_count; i++)
        write_map(out, "limit_", "\"\"", limit, zones[i]);
    for (const struct route *route = routes; route < routes + route_count; route++) {
        if (route->limit && !is_known(route->limit) && !limited_before(route))
            write_map(out, "limit_", "\"\"", limit, route->limit);
    }
}

/* Upstreams that only a variable names are looked for when a request comes. Named outright, by
 * locations that nobody can ask, they are missed by `nginx -t`: a backend.conf of an older version
 * does not pass. */
static void write_upstreams(FILE *out)
{
    for (enum pool each = 0; each < POOLS; each++)
        fprintf(out,
                "location = /api/.%s { internal; fastcgi_pass orderd_%s; }\n"
                "location = /api/.%s_retry { internal; fastcgi_pass orderd_%s_retry; }\n",
                pools[each].name, pools[each].name, pools[each].name, pools[each].name);
}

/* A slow reader's export waits in the worker, not in a file of nginx's. With fastcgi_keep_conn
 * nginx takes a reply for whole only when END_REQUEST has come, else whenever the connection
 * closes; orderd closes it after one request all the same. */
void nginx_streams_write(FILE *out)
{
    fputs("# Made by `orderctl nginx-streams` from orderd's table of routes; do not edit.\n\n",
          out);
    write_upstreams(out);
    for (const struct route *route = routes; route < routes + route_count; route++) {
        if (!route->stream)
            continue;
        fputs("\nlocation ~ \"", out);
        write_pattern(out, route->pattern);
        fputs("\" {\n", out);
        if (route->body_most)
            fprintf(out, "    client_max_body_size %zu;\n", route->body_most);
        fputs("    fastcgi_keep_conn on;\n    fastcgi_read_timeout 600s;\n"
              "    fastcgi_max_temp_file_size 0;\n"
              "    fastcgi_pass orderd_$orderd_pool$orderd_retry;\n}\n",
              out);
    }
}
