/* What contradicts itself in a table of fields is told; route_check asks it of every route. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "json/schema.h"

static const struct word words[] = {{"a", "a"}, {NULL, NULL}};

static void assert_flaw(struct arena *arena, const struct field *fields, const char *expected)
{
    const struct schema schema = {"Thing", fields, .use = IN};
    assert_string_equal(schema_flaw(arena, &schema), expected);
}

static void a_name_belongs_to_one_field_of_a_use(void **state)
{
    static const char *const twice = "Thing: b shares a name with another field";
    const struct field good[] = {
        {"b", F_INT, IN | CHANGE, .least = 1}, {"b", F_ID, OUT, .least = 1}, {0}};
    const struct field rows[] = {
        {"b", F_INT, IN | CHANGE, .least = 1}, {"b", F_ID, IN, .least = 1}, {0}};
    const struct field alias[] = {{"a", F_INT, .aliases = "c b"}, {"b", F_INT, .least = 1}, {0}};
    const struct field other[] = {
        {"a", F_INT, .aliases = "c"}, {"b", F_INT, .aliases = "d c"}, {0}};
    const struct schema fits = {"Thing", good, .use = IN};
    assert_null(schema_flaw(*state, &fits));
    assert_flaw(*state, rows, twice);
    assert_flaw(*state, alias, twice);
    assert_flaw(*state, other, twice);
}

static void a_row_says_nothing_of_uses_it_is_not_in(void **state)
{
    static const char *const beyond = "Thing: a is required or nullable where it is not";
    const struct field required[] = {{"a", F_INT, IN, .required = IN | CHANGE}, {0}};
    const struct field nullable[] = {{"a", F_INT, IN | CHANGE, .nullable = OUT}, {0}};
    const struct field always[] = {{"a", F_INT, IN, .required = ALWAYS, .nullable = ALWAYS}, {0}};
    const struct schema fits = {"Thing", always, .use = IN};
    assert_flaw(*state, required, beyond);
    assert_flaw(*state, nullable, beyond);
    assert_null(schema_flaw(*state, &fits));
}

static void what_must_be_sent_has_no_standard(void **state)
{
    const struct field both[] = {{"a", F_INT, .required = IN, .standard = "1"}, {0}};
    const struct field apart[] = {{"a", F_INT, .required = CHANGE, .standard = "1"}, {0}};
    const struct schema fits = {"Thing", apart, .use = IN};
    assert_flaw(*state, both, "Thing: a is required, and has a value for when it is absent");
    assert_null(schema_flaw(*state, &fits));
}

static void a_field_has_what_its_type_needs(void **state)
{
    static const char *const lacks = "Thing: a lacks its words or its schema";
    static const enum field_type types[] = {F_ENUM, F_OBJECT, F_ADDRESS};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        assert_flaw(*state, (const struct field[]){{.name = "a", .type = types[i]}, {0}}, lacks);
    const struct field whole[] = {
        {"a", F_ENUM, .words = words}, {"b", F_OBJECT, .of = &schema_nothing}, {0}};
    const struct schema fits = {"Thing", whole, .use = IN};
    assert_null(schema_flaw(*state, &fits));
}

static void alternatives_are_fields(void **state)
{
    const struct field fields[] = {
        {"a", F_INT, IN, .least = 1}, {"b", F_INT, OUT, .least = 1}, {0}};
    const struct schema schema = {"Thing", fields, .use = IN, .one_of = "a b"};
    assert_string_equal(schema_flaw(*state, &schema), "Thing has no b");
}

static void what_is_in_it_is_looked_at_too(void **state)
{
    const struct field inner[] = {{.name = "a", .type = F_ENUM}, {0}};
    const struct schema part = {.name = "Part", .fields = inner};
    const struct field outer[] = {{"parts", F_ARRAY, .of = &part}, {0}};
    assert_flaw(*state, outer, "Part: a lacks its words or its schema");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_name_belongs_to_one_field_of_a_use),
        arena_test(a_row_says_nothing_of_uses_it_is_not_in),
        arena_test(what_must_be_sent_has_no_standard),
        arena_test(a_field_has_what_its_type_needs),
        arena_test(alternatives_are_fields),
        arena_test(what_is_in_it_is_looked_at_too),
    };
    return cmocka_run_group_tests_name("schema_flaw", tests, NULL, NULL);
}
