/* Exact decimals: what is a number, what fits, and rounding half away from zero. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "base/money.h"

struct decimal {
    const char *text;
    int scale;
    int64_t value;
};

static const struct decimal decimals[] = {
    {"0", 2, 0},
    {"-0", 2, 0},
    {"8", 2, 800},
    {"-12.3", 2, -1230},
    {"0.01", 2, 1},
    {"-0.01", 2, -1},
    {"19.99", 2, 1999},
    {"19.990000", 2, 1999},
    {"100.00", 0, 100},
    {"0.0825", 6, 82500},
    {"1.5", 3, 1500},
    {"9999999999.99", 2, 999999999999},
    {"92233720368547758.07", 2, INT64_MAX},
    {"-92233720368547758.08", 2, INT64_MIN},
    {"9223372036854775807", 0, INT64_MAX},
    {"-9223372036854775808", 0, INT64_MIN},
};

static const struct decimal not_decimals[] = {
    {"", 2, 0},
    {"-", 2, 0},
    {"+1", 2, 0},
    {".5", 2, 0},
    {"5.", 2, 0},
    {"5.x", 2, 0},
    {"1.2.3", 2, 0},
    {"01", 2, 0},
    {"00.5", 2, 0},
    {"--1", 2, 0},
    {" 1", 2, 0},
    {"1 ", 2, 0},
    {"1,5", 2, 0},
    {"1e2", 2, 0},
    {"1E2", 2, 0},
    {"0x10", 2, 0},
    {"NaN", 2, 0},
    {"Infinity", 2, 0},
    {"1.234", 2, 0},
    {"1.2340", 2, 0},
    {"0.5", 0, 0},
    {"92233720368547758.08", 2, 0},
    {"-92233720368547758.09", 2, 0},
    {"9223372036854775808", 0, 0},
    {"99999999999999999999999999999", 2, 0},
};

static void plain_decimals_are_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(decimals); i++) {
        int64_t value = 77;
        if (!decimal_parse(decimals[i].text, decimals[i].scale, &value))
            fail_msg("%s was refused", decimals[i].text);
        assert_int_equal(value, decimals[i].value);
    }
}

static void anything_else_is_refused_and_touches_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(not_decimals); i++) {
        int64_t value = 77;
        if (decimal_parse(not_decimals[i].text, not_decimals[i].scale, &value))
            fail_msg("\"%s\" was taken", not_decimals[i].text);
        assert_int_equal(value, 77);
    }
}

static void money_has_two_places(void **state)
{
    (void)state;
    cents amount;
    assert_true(money_parse("10.5", &amount));
    assert_int_equal(amount, 1050);
    assert_false(money_parse("10.505", &amount));
}

static void money_is_written_with_two_places(void **state)
{
    assert_string_equal(money_text(*state, 0), "0.00");
    assert_string_equal(money_text(*state, 5), "0.05");
    assert_string_equal(money_text(*state, -5), "-0.05");
    assert_string_equal(money_text(*state, 123450), "1234.50");
    assert_string_equal(money_text(*state, -100), "-1.00");
    assert_string_equal(money_text(*state, INT64_MAX), "92233720368547758.07");
    assert_string_equal(money_text(*state, INT64_MIN), "-92233720368547758.08");
}

static void shares_round_half_away_from_zero(void **state)
{
    (void)state;
    assert_int_equal(money_share(10000, 8, 2), 800); /* 8 % of 100.00 */
    assert_int_equal(money_share(1999, 8, 2), 160);  /* 159.92 */
    assert_int_equal(money_share(25, 10, 2), 3);     /* 2.5 */
    assert_int_equal(money_share(-25, 10, 2), -3);   /* -2.5 */
    assert_int_equal(money_share(24, 10, 2), 2);     /* 2.4 */
    assert_int_equal(money_share(-24, 10, 2), -2);
    assert_int_equal(money_share(26, 10, 2), 3);
    assert_int_equal(money_share(15, 10, 2), 2);      /* 1.5: not to even */
    assert_int_equal(money_share(35, 10, 2), 4);      /* 3.5 */
    assert_int_equal(money_share(1, 499999, 6), 0);   /* 0.499999 */
    assert_int_equal(money_share(1, 500000, 6), 1);   /* 0.5 */
    assert_int_equal(money_share(-1, 500000, 6), -1); /* -0.5 */
    assert_int_equal(money_share(7, 3, 0), 21);       /* no places: a product */
    assert_int_equal(money_share(12345, 0, 6), 0);
    assert_int_equal(money_share(12345, 1000000, 6), 12345);
}

static void shares_of_large_amounts_do_not_overflow(void **state)
{
    (void)state;
    assert_int_equal(money_share(999999999999, 82500, 6), 82500000000); /* 82499999999.9175 */
    assert_int_equal(money_share(INT64_MAX, 1000000, 6), INT64_MAX);
    assert_int_equal(money_share(INT64_MIN, 1000000, 6), INT64_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_decimals_are_exact),
        cmocka_unit_test(anything_else_is_refused_and_touches_nothing),
        cmocka_unit_test(money_has_two_places),
        arena_test(money_is_written_with_two_places),
        cmocka_unit_test(shares_round_half_away_from_zero),
        cmocka_unit_test(shares_of_large_amounts_do_not_overflow),
    };
    return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
