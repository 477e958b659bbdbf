/* Rows in any order, for several methods and paths, and how a request finds its own. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "gateway/route.h"

static const struct route things[] = {
    {.method = "GET", .pattern = "/things/{id}", .also = "/old", .summary = "one"},
    {.method = "PATCH PUT", .pattern = "/things/{id}", .also = "/old", .summary = "change"},
    {.method = "POST", .pattern = "/things", .summary = "make"},
    {.method = "GET", .pattern = "/things", .summary = "list"},
    {.method = NULL},
};
static const struct route more[] = {
    {.method = "GET", .pattern = "/things/{id}/parts/{name}", .summary = "part"},
    {.method = "GET", .pattern = "/things/me", .summary = "mine"},
    {.method = "GET", .pattern = "/a/{session_id}", .summary = "session"},
    {.method = "GET", .pattern = "/a-b", .summary = "dash"},
    {.method = NULL},
};
static const struct route *const tables[] = {things, more, NULL};

static struct request asked(struct arena *arena, const char *method, const char *path)
{
    return (struct request){
        .arena = arena, .method = method, .path = path, .values = values_new(arena, P_COUNT)};
}

/* The summary of the row that is found, or the methods that the path has. */
static const char *found(struct arena *arena, const char *method, const char *path)
{
    const char *allow = NULL;
    struct request r = asked(arena, method, path);
    const struct route *route = route_find(&r, &allow);
    return route ? route->summary : allow ? allow : "nothing";
}

static void rows_stand_by_path_and_method(void **state)
{
    static const char *const order[] = {
        "GET /a-b",
        "GET /a/{session_id}",
        "GET /old/things/{id}",
        "PATCH /old/things/{id}",
        "PUT /old/things/{id}",
        "GET /things",
        "POST /things",
        "GET /things/me",
        "GET /things/{id}",
        "PATCH /things/{id}",
        "PUT /things/{id}",
        "GET /things/{id}/parts/{name}",
    };
    assert_int_equal(route_count, sizeof order / sizeof *order);
    for (size_t i = 0; i < route_count; i++)
        assert_string_equal(arena_printf(*state, "%s %s", routes[i].method, routes[i].pattern),
                            order[i]);
}

static void a_row_answers_its_methods_and_paths(void **state)
{
    assert_string_equal(found(*state, "PATCH", "/things/7"), "change");
    assert_string_equal(found(*state, "PUT", "/things/7"), "change");
    assert_string_equal(found(*state, "PUT", "/old/things/7"), "change");
    assert_string_equal(found(*state, "HEAD", "/old/things/7"), "one");
    assert_string_equal(found(*state, "GET", "/old/things"), "nothing");
}

static void a_literal_stands_before_a_parameter(void **state)
{
    assert_string_equal(found(*state, "GET", "/things/me"), "mine");
    assert_string_equal(found(*state, "GET", "/things/7"), "one");
    assert_string_equal(found(*state, "PUT", "/things/me"), "GET, HEAD, OPTIONS");
}

static void a_path_tells_its_methods(void **state)
{
    assert_string_equal(found(*state, "DELETE", "/things"), "GET, HEAD, POST, OPTIONS");
    assert_string_equal(found(*state, "POST", "/things/7"), "GET, HEAD, PATCH, PUT, OPTIONS");
    assert_string_equal(found(*state, "GET", "/thing"), "nothing");
    assert_string_equal(found(*state, "GET", "/things/"), "nothing");
    assert_string_equal(found(*state, "GET", "/things/7/"), "nothing");
    assert_string_equal(found(*state, "GET", ""), "nothing");
}

static void what_a_parameter_cannot_be_is_not_found(void **state)
{
    assert_string_equal(found(*state, "GET", "/things/0"), "nothing");
    assert_string_equal(found(*state, "GET", "/things/07"), "nothing");
    assert_string_equal(found(*state, "GET", "/things/-7"), "nothing");
    assert_string_equal(found(*state, "GET", "/things/9223372036854775807"), "one");
    assert_string_equal(found(*state, "GET", "/things/9223372036854775808"), "nothing");
    assert_string_equal(found(*state, "GET", "/a/00000000-0000-4000-8000-00000000000F"), "session");
    assert_string_equal(found(*state, "GET", "/a/00000000-0000-4000-8000-00000000000G"), "nothing");
    assert_string_equal(found(*state, "GET", "/things/7/parts/\xff"), "nothing");
}

static void parameters_are_values(void **state)
{
    const char *allow = NULL;
    struct request r = asked(*state, "GET", "/things/7/parts/left wheel");
    assert_non_null(route_find(&r, &allow));
    assert_string_equal(values_get(&r.values, P_ID), "7");
    assert_string_equal(values_get(&r.values, P_NAME), "left wheel");
    for (int name = P_NONE + 1; name < P_COUNT; name++)
        assert_int_equal(values_has(&r.values, name), name == P_ID || name == P_NAME);
}

int main(void)
{
    routes_open(tables);
    const struct CMUnitTest tests[] = {
        arena_test(rows_stand_by_path_and_method),
        arena_test(a_row_answers_its_methods_and_paths),
        arena_test(a_literal_stands_before_a_parameter),
        arena_test(a_path_tells_its_methods),
        arena_test(what_a_parameter_cannot_be_is_not_found),
        arena_test(parameters_are_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
