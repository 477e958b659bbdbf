/* nginx's maps: what can be said of a path is said, and no row says what a path can't. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit.h"
#include "api/routes.h"
#include "describe/nginx.h"
#include "gateway/route_traits.h"

static char *written(void (*write)(FILE *out))
{
    static char *text; /* static: gcc 12 takes what fclose stores for a dangling pointer */
    static size_t length;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    write(out);
    fclose(out);
    return text;
}

static void assert_map(const char *text, const char *head, const char *row)
{
    const char *map = strstr(text, head);
    assert_non_null(map);
    if (!row)
        return;
    const char *found = strstr(map, row);
    assert_non_null(found);
    assert_true(found < strchr(map, '}'));
}

static void maps_hold_what_differs_from_the_default(void **state)
{
    (void)state;
    char *text = written(nginx_routes_write);
    assert_map(text, "map $uri $orderd_pool {\n    default api;\n",
               "    \"~^/api/v1/auth/login$\" auth;\n");
    assert_map(text, "map $request_method$uri $limit_login {\n    default \"\";\n",
               "    \"~^POST/api/v1/auth/login$\" $limit_address;\n");
    assert_map(text, "map $request_method$uri $limit_register {",
               "\"~^POST/api/v1/auth/register$\" $limit_address;");
    assert_map(text, "map $request_method$uri $limit_password {",
               "\"~^POST/api/v1/admin/users$\" $limit_address;");
    assert_map(text, "map $uri $limit_stream {", "\"~^/api/v1/products/import$\" $limit_address;");
    assert_map(text, "map $uri $orderd_open {", "\"~^/api/v1/payments/stripe/webhook$\" 1;");
    assert_map(text, "map $uri $orderd_public {\n    default 0;\n",
               "    \"~^/api/v1/products$\" 1;\n");
    assert_null(strstr(text, "v1/departments"));
    free(text);
}

static bool is_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* An {id} is digits, and this is a word. */
static bool differ(const char *id, const char *word)
{
    return strncmp(id, "{id}", 4) == 0 && isalpha((unsigned char)*word);
}

/* True when one path may fit both. */
static bool overlap(const char *a, const char *b)
{
    while (*a && *b) {
        if (differ(a, b) || differ(b, a))
            return false;
        if (*a == '{' || *b == '{') {
            a += strcspn(a, "/");
            b += strcspn(b, "/");
        } else if (*a++ != *b++) {
            return false;
        }
    }
    return !*a && !*b;
}

/* nginx takes a path's first expression and knows rows of defaults not at all; so a later row may
 * differ from the default only where no earlier row with the default takes the same path. */
static void assert_apart(const struct route *earlier, const struct route *later, const char *had,
                         const char *has, const char *standard)
{
    bool same = strcmp(earlier->pattern, later->pattern) == 0;
    bool hidden = is_equal(had, standard) && overlap(earlier->pattern, later->pattern);
    if ((same || hidden) && !is_equal(had, has))
        fail_msg("%s %s and %s %s", earlier->method, earlier->pattern, later->method,
                 later->pattern);
}

static void a_path_has_one_pool(void **state)
{
    (void)state;
    for (const struct route *later = routes; later < routes + route_count; later++) {
        for (const struct route *earlier = routes; earlier < later; earlier++) {
            assert_apart(earlier, later, pools[earlier->pool].name, pools[later->pool].name, "api");
        }
    }
}

static void every_pool_is_named_outright(void **state)
{
    (void)state;
    char *text = written(nginx_locations_write);
    for (enum pool pool = 0; pool < POOLS; pool++) {
        char pass[64];
        snprintf(pass, sizeof pass, "internal; fastcgi_pass orderd_%s; }", pools[pool].name);
        assert_non_null(strstr(text, pass));
        snprintf(pass, sizeof pass, "internal; fastcgi_pass orderd_%s_retry; }", pools[pool].name);
        assert_non_null(strstr(text, pass));
    }
    free(text);
}

/* The location of a pattern, up to its end; NULL: none. */
static char *location(const char *text, const char *pattern)
{
    const char *head = strstr(text, pattern);
    return head ? strndup(head, (size_t)(strstr(head, "\n}\n") - head)) : NULL;
}

/* All that is said of a path: a path that streams has no row that takes a body of anyone. */
static void assert_location(const struct route *route, const char *found)
{
    char limit[100];
    snprintf(limit, sizeof limit, "    client_max_body_size %zu;\n", route->body_most);
    if (route->body_most > 0)
        assert_non_null(strstr(found, limit));
    if (route_is_open(route))
        assert_non_null(strstr(found, "    client_max_body_size 128k;\n"));
    assert_int_equal(strstr(found, "    fastcgi_keep_conn on;\n") != NULL, route->stream != NULL);
}

static void what_streams_or_is_open_has_a_location_of_its_own(void **state)
{
    (void)state;
    char *text = written(nginx_locations_write);
    for (const struct route *route = routes; route < routes + route_count; route++) {
        char head[200];
        if (strchr(route->pattern, '{') || (!route->stream && !route_is_open(route)))
            continue;
        snprintf(head, sizeof head, "\nlocation = /api/v1%s {\n", route->pattern);
        char *found = location(text, head);
        assert_non_null(found);
        assert_location(route, found);
        free(found);
    }
    free(text);
}

/* Asked by the path alone, and nobody else gets there. */
static void what_is_relayed_is_asked_first(void **state)
{
    (void)state;
    char *text = written(nginx_routes_write);
    assert_map(text,
               "map $request_method:$uri $orderd_relayed {\n    volatile;\n    default \"\";\n",
               "    GET:/api/v1/events/stream /api/.relayed/events/stream;\n");
    assert_map(text, "map $uri $orderd_route {",
               "/api/.asked/events/stream /api/v1/events/stream;");
    free(text);
    text = written(nginx_locations_write);
    char *asked = location(text, "\nlocation = /api/.asked/events/stream {\n    internal;\n");
    assert_non_null(asked);
    assert_non_null(strstr(asked, "    fastcgi_pass orderd_${orderd_cell}api_retry;"));
    char *relayed = location(text, "\nlocation = /api/.relayed/events/stream {\n    internal;\n");
    assert_non_null(relayed);
    assert_non_null(strstr(relayed, "    auth_request /api/.asked/events/stream;\n"));
    assert_non_null(
        strstr(relayed, "    proxy_pass http://orderd_${orderd_cell}relay/events/stream;"));
    free(asked);
    free(relayed);
    free(text);
}

int main(void)
{
    routes_open(api_routes);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_hold_what_differs_from_the_default),
        cmocka_unit_test(a_path_has_one_pool),
        cmocka_unit_test(every_pool_is_named_outright),
        cmocka_unit_test(what_streams_or_is_open_has_a_location_of_its_own),
        cmocka_unit_test(what_is_relayed_is_asked_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
