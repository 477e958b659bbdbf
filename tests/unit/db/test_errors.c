/* What PostgreSQL's errors mean to a client, and what they leave of the connection. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"

#include "db/errors.h"

static void assert_means(const char *state, enum error error, enum connection_left left)
{
    assert_int_equal(db_error(state, NULL, "a message"), error);
    assert_int_equal(db_error_leaves(state), left);
}

static void a_connection_that_is_lost_is_no_fault_of_ours(void **state)
{
    static const char *const lost[] = {"08000", "08003", "08006", "08P01", "25P03",
                                       "53300", "57P01", "57P02", "57P03", "57P05"};
    (void)state;
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
        assert_means(lost[i], E_UNAVAILABLE, CONNECTION_LOST);
    assert_means(NULL, E_UNAVAILABLE, CONNECTION_LOST);
    assert_means("25006", E_UNAVAILABLE, CONNECTION_READ_ONLY);
}

static void a_server_short_of_something_keeps_the_connection(void **state)
{
    (void)state;
    assert_means("53100", E_UNAVAILABLE, CONNECTION_GOOD);
    assert_means("53200", E_UNAVAILABLE, CONNECTION_GOOD);
}

static void what_took_too_long_says_so(void **state)
{
    (void)state;
    assert_means("55P03", E_LOCKED, CONNECTION_GOOD);
    assert_means("57014", E_TOO_SLOW, CONNECTION_GOOD);
    assert_int_equal(db_error("ORDRD", NULL, "too_late"), E_TOO_LATE);
}

static void what_was_prepared_may_be_outlived(void **state)
{
    (void)state;
    assert_means("0A000", E_AGAIN, CONNECTION_OUTLIVED);
    assert_means("XX000", E_AGAIN, CONNECTION_OUTLIVED);
}

static void faults_are_faults(void **state)
{
    static const char *const faults[] = {"22P02", "22021", "42703", "42P01", "XX001", "58030"};
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        assert_means(faults[i], E_INTERNAL, CONNECTION_GOOD);
}

static void a_constraint_goes_before_its_state(void **state)
{
    (void)state;
    assert_int_equal(db_error("23505", "products_sku_key", "duplicate key"), E_SKU_TAKEN);
    assert_int_equal(db_error("23505", "no_such_key", "duplicate key"), E_CONFLICT);
    assert_int_equal(db_error("ORDRD", NULL, "again"), E_AGAIN);
    assert_int_equal(db_error("ORDRD", NULL, "no_such_word"), E_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_that_is_lost_is_no_fault_of_ours),
        cmocka_unit_test(a_server_short_of_something_keeps_the_connection),
        cmocka_unit_test(what_took_too_long_says_so),
        cmocka_unit_test(what_was_prepared_may_be_outlived),
        cmocka_unit_test(faults_are_faults),
        cmocka_unit_test(a_constraint_goes_before_its_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
