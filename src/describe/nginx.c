/* nginx's maps and locations, made from the routes. A path alone decides for all its methods, but
 * for what its requests are counted in. */
/* SPDX-License-Identifier: MIT */
#include "describe/nginx.h"

#include <stdbool.h>
#include <string.h>

#include "gateway/route_traits.h"

#ifndef ORDERD_NGINX
#define ORDERD_NGINX "/usr/share/orderd/nginx"
#endif

/* Zones that nginx's limit_req lines name whether or not a route counts in them yet. */
static const char *const zones[] = {"login", "register", "forgot", "password"};
static const size_t zone_count = sizeof zones / sizeof *zones;

typedef const char *looked_up(const struct route *route);

/* ---- what a route has in each map; NULL: the default ---- */

static const char *pool(const struct route *route)
{
    return route->pool == POOL_API ? NULL : pools[route->pool].name;
}

static const char *public_answer(const struct route *route)
{
    return route->flags & R_PUBLIC_CACHE ? "1" : NULL;
}

/* A body of anyone's, which nobody could be told for. */
static const char *open_to_all(const struct route *route)
{
    return route_is_open(route) ? "1" : NULL;
}

static const char *stream(const struct route *route)
{
    return route->stream ? "$limit_address" : NULL;
}

/* ---- maps ---- */

/* The pattern as a regular expression: an {id} is digits, other {parameters} are one segment, dots
 * are dots. */
static void write_pattern(FILE *out, const char *method, const char *pattern)
{
    fprintf(out, "^%s/api/v1", method);
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
static void write_map(FILE *out, const char *variable, const char *standard, looked_up *value_of)
{
    const char *last = NULL;
    fprintf(out, "\nmap $uri $%s {\n    default %s;\n", variable, standard);
    for (const struct route *route = routes; route < routes + route_count; route++) {
        const char *value = value_of(route);
        if (!value || (last && strcmp(last, route->pattern) == 0))
            continue;
        last = route->pattern;
        fputs("    \"~", out);
        write_pattern(out, "", route->pattern);
        fprintf(out, "\" %s;\n", value);
    }
    fputs("}\n", out);
}

static void write_limit(FILE *out, const char *zone)
{
    fprintf(out, "\nmap $request_method$uri $limit_%s {\n    default \"\";\n", zone);
    for (const struct route *route = routes; route < routes + route_count; route++) {
        if (!route->limit || strcmp(route->limit, zone) != 0)
            continue;
        fputs("    \"~", out);
        write_pattern(out, route->method, route->pattern);
        fputs("\" $limit_address;\n", out);
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

/* A request that only lets somebody in goes on to a location that nobody can ask; other methods of
 * the path are answered by orderd as ever. Volatile: nginx asks orderd within the same request. */
static void write_relayed(FILE *out)
{
    fputs("\nmap $request_method:$uri $orderd_relayed {\n    volatile;\n    default \"\";\n", out);
    for (const struct route *route = routes; route < routes + route_count; route++) {
        if (route_is_relayed(route))
            fprintf(out,
                    "    GET:/api/v1%s /api/.relayed%s;\n"
                    "    HEAD:/api/v1%s /api/.relayed%s;\n",
                    route->pattern, route->pattern, route->pattern, route->pattern);
    }
    fputs("}\n\nmap $uri $orderd_route {\n    volatile;\n    default $uri;\n", out);
    for (const struct route *route = routes; route < routes + route_count; route++) {
        if (route_is_relayed(route))
            fprintf(out, "    /api/.asked%s /api/v1%s;\n", route->pattern, route->pattern);
    }
    fputs("}\n", out);
}

void nginx_routes_write(FILE *out)
{
    fputs("# Made by `orderctl nginx-routes` from orderd's table of routes; do not edit.\n", out);
    write_map(out, "orderd_pool", pools[POOL_API].name, pool);
    write_map(out, "orderd_public", "0", public_answer);
    write_map(out, "orderd_open", "0", open_to_all);
    write_map(out, "limit_stream", "\"\"", stream);
    write_relayed(out);
    for (size_t i = 0; i < zone_count; i++)
        write_limit(out, zones[i]);
    for (const struct route *route = routes; route < routes + route_count; route++) {
        if (route->limit && !is_known(route->limit) && !limited_before(route))
            write_limit(out, route->limit);
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

static void open_location(FILE *out, const struct route *route)
{
    if (!strchr(route->pattern, '{')) {
        fprintf(out, "\nlocation = /api/v1%s {\n", route->pattern);
        return;
    }
    fputs("\nlocation ~ \"", out);
    write_pattern(out, "", route->pattern);
    fputs("\" {\n", out);
}

static void close_location(FILE *out)
{
    fputs("    fastcgi_pass orderd_$orderd_cell$orderd_pool$orderd_retry;\n}\n", out);
}

/* With fastcgi_keep_conn nginx takes a reply for whole only when END_REQUEST has come, else
 * whenever the connection closes; orderd closes it after one request all the same. A reader who is
 * slower than the worker is served out of a file (fastcgi_max_temp_file_size, connections.conf). */
static void write_stream(FILE *out, const struct route *route)
{
    open_location(out, route);
    if (route->body_most)
        fprintf(out, "    client_max_body_size %zu;\n", route->body_most);
    fputs("    fastcgi_keep_conn on;\n    fastcgi_read_timeout 600s;\n", out);
    close_location(out);
}

/* What anyone may send stays in memory. */
static void write_open(FILE *out, const struct route *route)
{
    open_location(out, route);
    fputs("    client_max_body_size 128k;\n    client_body_buffer_size 128k;\n", out);
    close_location(out);
}

/* nginx takes a refusal's status from who is asked first, and no other word; so whoever is refused
 * is answered by orderd itself, asked once more. 500 is how nginx calls what is neither. */
static void write_relay(FILE *out, const struct route *route)
{
    const char *path = route->pattern;
    fprintf(out,
            "\nlocation = /api/.asked%s {\n"
            "    internal;\n"
            "    include " ORDERD_NGINX "/snippets/ask.conf;\n"
            "    fastcgi_pass orderd_${orderd_cell}%s_retry;\n"
            "}\n"
            "location = /api/.relayed%s {\n"
            "    internal;\n"
            "    auth_request /api/.asked%s;\n"
            "    error_page 401 403 500 = /api/.asked%s;\n"
            "    include " ORDERD_NGINX "/snippets/relay.conf;\n"
            "    proxy_pass http://orderd_${orderd_cell}relay%s;\n"
            "}\n",
            path, pools[route->pool].name, path, path, path, path);
}

void nginx_locations_write(FILE *out)
{
    fputs("# Made by `orderctl nginx-locations` from orderd's table of routes; do not edit.\n\n",
          out);
    write_upstreams(out);
    const char *last = "";
    for (const struct route *route = routes; route < routes + route_count; route++) {
        if (route_is_relayed(route))
            write_relay(out, route);
        if ((!route->stream && !route_is_open(route)) || strcmp(last, route->pattern) == 0)
            continue;
        last = route->pattern;
        if (route->stream)
            write_stream(out, route);
        else
            write_open(out, route);
    }
}
