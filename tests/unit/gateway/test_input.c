/* Query strings and bodies, from bytes to values, and what is refused of them. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../request.h"
#include "gateway/input.h"

static const struct field fields[] = {
    {.name = "name", .type = F_TEXT, .required = ALWAYS},
    {.name = "quantity", .type = F_INT, .least = 1, .most = 9, .standard = "1"},
    {0},
};
static const struct schema body = {.name = "ThingIn", .fields = fields};
static const struct field query_fields[] = {{.name = "search", .type = F_TEXT}, {0}};
static const struct schema query = {.name = "ThingQuery", .fields = query_fields};
static const struct list list = {0};

static const struct route reads = {.query = &query};
static const struct route lists = {.query = &query, .list = &list};
static const struct route makes = {.body = &body};

static struct request *asking(struct arena *arena, const struct route *route, const char *text)
{
    return REQUEST(arena, NULL, route, arena_printf(arena, "QUERY_STRING=%s", text));
}

static struct request *sending(struct arena *arena, const char *type, const char *text)
{
    struct request *r = REQUEST(arena, NULL, &makes, arena_printf(arena, "CONTENT_TYPE=%s", type));
    r->body = text;
    r->body_length = strlen(text);
    return r;
}

static void a_query_is_decoded(void **state)
{
    static const char *const queries[][2] = {
        {"search=a+b%20c", "a b c"},
        {"search=%C3%a4%2B", "\xc3\xa4+"},
        {"&&search=x=y&", "x=y"},
        {"se%61rch=%26", "&"},
        {"search=", ""},
        {"search", ""},
    };
    for (size_t i = 0; i < LENGTH(queries); i++) {
        struct request *r = asking(*state, &reads, queries[i][0]);
        assert_int_equal(input_read(r), E_OK);
        assert_string_equal(values_get(&r->values, P_SEARCH), queries[i][1]);
    }
}

static void a_query_that_is_badly_encoded_is_refused(void **state)
{
    static const char *const queries[] = {"search=%",     "search=%4", "search=%4g",
                                          "search=a%00b", "%zz=1",     "search=%C3"};
    for (size_t i = 0; i < LENGTH(queries); i++)
        assert_int_equal(input_read(asking(*state, &reads, queries[i])), E_BAD_QUERY);
}

static void a_parameter_that_is_not_known_is_named(void **state)
{
    struct request *r = asking(*state, &reads, "search=x&limit=3");
    assert_int_equal(input_read(r), E_BAD_QUERY);
    assert_int_equal(r->invalid.count, 1);
    assert_string_equal(r->invalid.first->pointer, "?limit");
    assert_string_equal(r->invalid.first->code, "unknown_field");
}

static void a_list_takes_its_page_as_well(void **state)
{
    struct request *r = asking(*state, &lists, "search=x&per_page=3");
    assert_int_equal(input_read(r), E_OK);
    assert_string_equal(values_get(&r->values, P_LIMIT), "3");
    assert_string_equal(values_get(&r->values, P_SEARCH), "x");
    r = asking(*state, &lists, "");
    assert_int_equal(input_read(r), E_OK);
    assert_string_equal(values_get(&r->values, P_LIMIT), "20");
}

static void a_body_becomes_values(void **state)
{
    struct request *r =
        sending(*state, "application/json; charset=utf-8", "{\"name\":\"Pen\",\"quantity\":\"2\"}");
    assert_int_equal(input_read(r), E_OK);
    assert_string_equal(values_get(&r->values, P_NAME), "Pen");
    assert_string_equal(values_get(&r->values, P_QUANTITY), "2");
    r = sending(*state, "Application/JSON", "{\"name\":\"Pen\"}");
    assert_int_equal(input_read(r), E_OK);
    assert_string_equal(values_get(&r->values, P_QUANTITY), "1");
}

static void every_field_that_is_wrong_is_named(void **state)
{
    struct request *r = sending(*state, "application/json", "{\"quantity\":10,\"size\":1}");
    assert_int_equal(input_read(r), E_INVALID_FIELDS);
    assert_int_equal(r->invalid.count, 3);
}

static void what_is_no_json_object_is_malformed(void **state)
{
    static const char *const bodies[] = {"", "[]", "1", "{\"name\":", "{}x"};
    for (size_t i = 0; i < LENGTH(bodies); i++)
        assert_int_equal(input_read(sending(*state, "application/json", bodies[i])),
                         E_MALFORMED_JSON);
}

static void a_body_is_json_by_its_type(void **state)
{
    static const char *const types[] = {"", "text/plain", "application/jsonx",
                                        "application/x-www-form-urlencoded"};
    for (size_t i = 0; i < LENGTH(types); i++)
        assert_int_equal(input_read(sending(*state, types[i], "{\"name\":\"Pen\"}")),
                         E_UNSUPPORTED_MEDIA_TYPE);
}

static void a_body_may_be_left_out_where_the_route_says_so(void **state)
{
    static const struct field none[] = {{.name = "note", .type = F_TEXT}, {0}};
    static const struct schema note = {.name = "NoteIn", .fields = none};
    static const struct route optional = {.body = &note, .flags = R_BODY_OPTIONAL};
    struct request *r = REQUEST(*state, NULL, &optional, "QUERY_STRING=");
    assert_int_equal(input_read(r), E_OK);
    assert_false(values_has(&r->values, P_NOTE));
}

static void what_did_not_come_whole_is_not_read(void **state)
{
    struct request *r = sending(*state, "application/json", "{\"name\":\"Pen\"}");
    r->body_complete = false;
    assert_int_equal(input_read(r), E_INCOMPLETE_BODY);
    r->body_too_large = true;
    assert_int_equal(input_read(r), E_BODY_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_query_is_decoded),
        arena_test(a_query_that_is_badly_encoded_is_refused),
        arena_test(a_parameter_that_is_not_known_is_named),
        arena_test(a_list_takes_its_page_as_well),
        arena_test(a_body_becomes_values),
        arena_test(every_field_that_is_wrong_is_named),
        arena_test(what_is_no_json_object_is_malformed),
        arena_test(a_body_is_json_by_its_type),
        arena_test(a_body_may_be_left_out_where_the_route_says_so),
        arena_test(what_did_not_come_whole_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
