/* When an attempt follows another. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "relay/retry.h"

static const int64_t second = 1000, minute = 60 * second, hour = 60 * minute;

static void the_schedule_is_kept_and_ends(void **state)
{
    const int64_t waits[] = {5 * second, 5 * minute, 30 * minute, 2 * hour,  5 * hour,
                             10 * hour,  14 * hour,  20 * hour,   24 * hour, -1};
    (void)state;
    for (size_t i = 0; i < LENGTH(waits); i++)
        assert_int_equal(retry_wait_ms((int)i + 1, -1, 0), waits[i]);
    assert_int_equal(retry_wait_ms(0, -1, 0), -1);
}

static void chance_makes_it_longer_only(void **state)
{
    (void)state;
    assert_int_equal(retry_wait_ms(2, -1, 1), 5 * minute + 30 * second);
    assert_int_equal(retry_wait_ms(2, -1, 0.5), 5 * minute + 15 * second);
    assert_int_equal(retry_wait_ms(10, -1, 1), -1);
}

static void who_asks_for_longer_gets_it_to_a_degree(void **state)
{
    (void)state;
    assert_int_equal(retry_wait_ms(1, minute, 0), minute);
    assert_int_equal(retry_wait_ms(2, minute, 0), 5 * minute);
    assert_int_equal(retry_wait_ms(1, 48 * hour, 0), 2 * hour + 5 * second);
    assert_int_equal(retry_wait_ms(9, 48 * hour, 0), 26 * hour);
    assert_int_equal(retry_wait_ms(10, minute, 0), -1);
    assert_int_equal(retry_wait_ms(1, 0, 0), 5 * second);
}

static void retry_after_is_seconds_or_a_date(void **state)
{
    const time_t now = 784111777; /* Sun, 06 Nov 1994 08:49:37 GMT */
    (void)state;
    assert_int_equal(retry_asked("120", now), 120 * second);
    assert_int_equal(retry_asked(" 120 \r\n", now), 120 * second);
    assert_int_equal(retry_asked("0", now), 0);
    assert_int_equal(retry_asked("99999999999999999999", now), 999999999 * second);
    assert_int_equal(retry_asked("Sun, 06 Nov 1994 08:50:37 GMT", now), minute);
    assert_int_equal(retry_asked("Sun, 06 Nov 1994 08:40:37 GMT", now), 0);
    const char *const bad[] = {"", "-5", "1.5", "soon", "12 apples", "\r\n"};
    for (size_t i = 0; i < LENGTH(bad); i++)
        assert_int_equal(retry_asked(bad[i], now), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_schedule_is_kept_and_ends),
        cmocka_unit_test(chance_makes_it_longer_only),
        cmocka_unit_test(who_asks_for_longer_gets_it_to_a_degree),
        cmocka_unit_test(retry_after_is_seconds_or_a_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
