/* Named values: absent, null and set are three things. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "base/values.h"

static void set_values_are_found(void **state)
{
    struct values values = values_new(*state);
    values_set(&values, "sku", "A-1");
    values_set(&values, "name", "Widget");
    assert_string_equal(values_get(&values, "sku"), "A-1");
    assert_string_equal(values_get(&values, "name"), "Widget");
    assert_null(values_get(&values, "nam"));
    assert_null(values_get(&values, "names"));
}

static void a_name_is_compared_not_its_address(void **state)
{
    struct values values = values_new(*state);
    char name[] = "sku";
    values_set(&values, name, "A-1");
    assert_string_equal(values_get(&values, "sku"), "A-1");
}

static void setting_again_replaces(void **state)
{
    struct values values = values_new(*state);
    values_set(&values, "sku", "A-1");
    values_set(&values, "sku", "A-2");
    assert_int_equal(values.count, 1);
    assert_string_equal(values_get(&values, "sku"), "A-2");
}

static void null_is_not_absent(void **state)
{
    struct values values = values_new(*state);
    values_set(&values, "weight", NULL);
    assert_true(values_has(&values, "weight"));
    assert_null(values_get(&values, "weight"));
    assert_false(values_has(&values, "price"));
}

static void numbers_and_truth_become_text(void **state)
{
    struct values values = values_new(*state);
    values_set_int(&values, "most", INT64_MAX);
    values_set_int(&values, "least", INT64_MIN);
    values_set_bool(&values, "yes", true);
    values_set_bool(&values, "no", false);
    assert_string_equal(values_get(&values, "most"), "9223372036854775807");
    assert_string_equal(values_get(&values, "least"), "-9223372036854775808");
    assert_string_equal(values_get(&values, "yes"), "true");
    assert_string_equal(values_get(&values, "no"), "false");
}

static void bind_answers_has(void **state)
{
    struct values values = values_new(*state);
    values_set(&values, "weight", NULL);
    values_set(&values, "sku", "A-1");
    values_set(&values, "has_stock", "mine");
    assert_string_equal(values_bind(&values, "has_weight"), "t");
    assert_string_equal(values_bind(&values, "has_price"), "f");
    assert_string_equal(values_bind(&values, "sku"), "A-1");
    assert_string_equal(values_bind(&values, "has_stock"), "mine");
    assert_null(values_bind(&values, "weight"));
    assert_null(values_bind(&values, "price"));
}

static void holds_many(void **state)
{
    struct arena *arena = *state;
    struct values values = values_new(arena);
    for (int i = 0; i < 300; i++)
        values_set_int(&values, arena_printf(arena, "n%d", i), i);
    assert_int_equal(values.count, 300);
    for (int i = 0; i < 300; i++)
        assert_string_equal(values_get(&values, arena_printf(arena, "n%d", i)),
                            arena_printf(arena, "%d", i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(set_values_are_found),
        arena_test(a_name_is_compared_not_its_address),
        arena_test(setting_again_replaces),
        arena_test(null_is_not_absent),
        arena_test(numbers_and_truth_become_text),
        arena_test(bind_answers_has),
        arena_test(holds_many),
    };
    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
