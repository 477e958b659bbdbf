/* Money, numbers and dates as people write them. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "mail/tongue.h"

#define NBSP "\xc2\xa0"

static void money_is_written_as_the_language_does(void **state)
{
    static const struct {
        const char *language, *amount, *currency, *text;
    } rows[] = {
        {"en", "1234.5", "USD", "$1,234.50"},
        {"en", "0.00", "EUR", "€0.00"},
        {"en", "12.30", "CHF", "CHF" NBSP "12.30"},
        {"en", "-1000000.01", "GBP", "-£1,000,000.01"},
        {"de", "1234.5", "EUR", "1.234,50" NBSP "€"},
        {"de", "999.99", "USD", "999,99" NBSP "$"},
        {"de", "9999999999.99", "CHF", "9.999.999.999,99" NBSP "CHF"},
        {"fr", "1234.50", "EUR", "1234.50" NBSP "€"},
        {"de", "much", "EUR", "much"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++)
        assert_string_equal(
            tongue_money(*state, tongue_named(rows[i].language), rows[i].amount, rows[i].currency),
            rows[i].text);
}

static void numbers_are_grouped(void **state)
{
    const struct tongue *en = tongue_named("en"), *de = tongue_named("de");
    assert_string_equal(tongue_number(*state, en, "1"), "1");
    assert_string_equal(tongue_number(*state, en, "123"), "123");
    assert_string_equal(tongue_number(*state, en, "1234567"), "1,234,567");
    assert_string_equal(tongue_number(*state, de, "1234.5"), "1.234,5");
    assert_string_equal(tongue_number(*state, de, "x"), "x");
}

static void dates_have_the_name_of_the_month(void **state)
{
    const struct tongue *en = tongue_named("en"), *de = tongue_named("de");
    assert_string_equal(tongue_date(*state, en, "2026-11-07T10:00"), "7" NBSP "November 2026");
    assert_string_equal(tongue_date(*state, de, "2026-03-31"), "31." NBSP "März 2026");
    assert_string_equal(tongue_date(*state, tongue_named("fr"), "2026-03-31T10:00"), "2026-03-31");
    assert_string_equal(tongue_date(*state, en, "2026-13-01"), "2026-13-01");
    assert_string_equal(tongue_moment(*state, de, "2026-12-24T08:05:59"),
                        "24." NBSP "Dezember 2026, 08:05");
}

int main(void)
{
    const struct CMUnitTest tests[] = {arena_test(money_is_written_as_the_language_does),
                                       arena_test(numbers_are_grouped),
                                       arena_test(dates_have_the_name_of_the_month)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
