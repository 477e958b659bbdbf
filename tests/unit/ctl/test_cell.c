/* What a company's things are called. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "ctl/cell.h"

static void the_first_has_the_plain_names(void **state)
{
    assert_string_equal(cell_database(*state, NULL), "orderd");
    assert_string_equal(cell_unit(*state, NULL, "orderd.service"), "orderd.service");
}

static void a_cell_has_names_of_its_own(void **state)
{
    assert_string_equal(cell_database(*state, "my-shop-2"), "orderd_my_shop_2");
    assert_string_equal(cell_unit(*state, "my-shop-2", "orderd.service"),
                        "orderd@my-shop-2.service");
    assert_string_equal(cell_unit(*state, "acme", "orderd-*.socket"), "orderd-*@acme.socket");
}

static void a_name_has_a_form(void **state)
{
    struct ctl ctl = {.arena = *state};
    static const char *const none[] = {"",
                                       "-a",
                                       "1a",
                                       "A",
                                       "aB",
                                       "a_b",
                                       "a.b",
                                       "a/b",
                                       "../a",
                                       "ä",
                                       "a2345678901234567890123456789012"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_false(cell_use(&ctl, none[i]));
        assert_null(ctl.cell);
    }
    assert_true(cell_use(&ctl, "a234567890123456789012345678901"));
    assert_true(cell_use(&ctl, "a-"));
    assert_string_equal(ctl.cell, "a-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(the_first_has_the_plain_names),
        arena_test(a_cell_has_names_of_its_own),
        arena_test(a_name_has_a_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
