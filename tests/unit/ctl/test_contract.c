/* Which migration of a plan lets the fewest versions live, and which versions those are. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../unit.h"
#include "ctl/contract.h"

static void versions_are_numbers_between_points(void **state)
{
    (void)state;
    assert_true(version_is_before("0.1.0", "0.2.0"));
    assert_true(version_is_before("0.9.0", "0.10.0"));
    assert_true(version_is_before("0.1", "0.1.1"));
    assert_true(version_is_before("", "0.0.1"));
    assert_true(version_is_before("9.9", "10"));
    assert_false(version_is_before("0.2.0", "0.2.0"));
    assert_false(version_is_before("0.2.0", "0.2"));
    assert_false(version_is_before("0.2.1", "0.2.0"));
    assert_false(version_is_before("1", "0.9.9"));
}

static struct contract find(struct arena *arena, const char *plan, const char *done)
{
    char path[] = "/tmp/orderd-plan-XXXXXX";
    struct contract found;
    FILE *file = fdopen(mkstemp(path), "w");
    assert_non_null(file);
    assert_true(fputs(plan, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_true(contract_find(arena, path, done, &found));
    unlink(path);
    return found;
}

#define BY " 2030-01-01T00:00:00Z orderd authors <authors@orderd.invalid> # "
static const char plan[] = "%project=orderd\n\n"
                           "one" BY "Since 0.9.0: Contract, since 0.9.0: no\n"
                           "two [one]" BY "Contract, since 0.2.0: a column goes\n"
                           "three [two]" BY "Contract, since 0.10.0: a table goes\n"
                           "four [three]" BY "Contract, since 0.9.0: another\n";

static void the_one_that_lets_the_fewest_live(void **state)
{
    struct contract found = find(*state, plan, "");
    assert_string_equal(found.change, "three");
    assert_string_equal(found.since, "0.10.0");
}

static void what_is_done_is_past(void **state)
{
    struct contract found = find(*state, plan, "one\nthree\n");
    assert_string_equal(found.change, "four");
    assert_null(find(*state, plan, "two\nthree\nfour").change);
}

static void none_in_a_plan_that_only_adds(void **state)
{
    assert_null(find(*state, "one" BY "A column comes\n", "").change);
}

static void a_plan_that_is_not_there_is_told(void **state)
{
    struct contract found;
    assert_false(contract_find(*state, "/nonexistent/sqitch.plan", "", &found));
    assert_int_equal(errno, ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_numbers_between_points),
        arena_test(the_one_that_lets_the_fewest_live),
        arena_test(what_is_done_is_past),
        arena_test(none_in_a_plan_that_only_adds),
        arena_test(a_plan_that_is_not_there_is_told),
    };
    return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
