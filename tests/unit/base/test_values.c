/* Named values: absent, null and set are three things. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "base/values.h"

enum { SKU = 1, NAME, WEIGHT, PRICE, NAMES };

static void set_values_are_found(void **state)
{
    struct values values = values_new(*state, NAMES);
    values_set(&values, SKU, "A-1");
    values_set(&values, NAME, "Widget");
    assert_string_equal(values_get(&values, SKU), "A-1");
    assert_string_equal(values_get(&values, NAME), "Widget");
    assert_null(values_get(&values, PRICE));
}

static void setting_again_replaces(void **state)
{
    struct values values = values_new(*state, NAMES);
    values_set(&values, SKU, "A-1");
    values_set(&values, SKU, "A-2");
    assert_string_equal(values_get(&values, SKU), "A-2");
    values_set(&values, SKU, NULL);
    assert_null(values_get(&values, SKU));
}

static void null_is_not_absent(void **state)
{
    struct values values = values_new(*state, NAMES);
    values_set(&values, WEIGHT, NULL);
    assert_true(values_has(&values, WEIGHT));
    assert_null(values_get(&values, WEIGHT));
    assert_false(values_has(&values, PRICE));
}

static void the_text_null_is_a_text(void **state)
{
    struct values values = values_new(*state, NAMES);
    values_set(&values, NAME, "null");
    assert_string_equal(values_get(&values, NAME), "null");
}

static void numbers_and_truth_become_text(void **state)
{
    struct values values = values_new(*state, NAMES);
    values_set_int(&values, SKU, INT64_MAX);
    values_set_int(&values, NAME, INT64_MIN);
    values_set_bool(&values, WEIGHT, true);
    values_set_bool(&values, PRICE, false);
    assert_string_equal(values_get(&values, SKU), "9223372036854775807");
    assert_string_equal(values_get(&values, NAME), "-9223372036854775808");
    assert_string_equal(values_get(&values, WEIGHT), "true");
    assert_string_equal(values_get(&values, PRICE), "false");
    assert_true(values_true(&values, WEIGHT));
    assert_false(values_true(&values, PRICE));
    assert_false(values_true(&values, SKU));
}

static void what_is_not_said_is_not_true(void **state)
{
    struct values values = values_new(*state, NAMES);
    assert_false(values_true(&values, NAME));
    values_set(&values, NAME, NULL);
    assert_false(values_true(&values, NAME));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(set_values_are_found),
        arena_test(setting_again_replaces),
        arena_test(null_is_not_absent),
        arena_test(the_text_null_is_a_text),
        arena_test(numbers_and_truth_become_text),
        arena_test(what_is_not_said_is_not_true),
    };
    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
