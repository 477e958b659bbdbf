/* The newest events: how many are kept, and how many bytes. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "../unit.h"
#include "base/crypto.h"
#include "relay/recent.h"

static struct recent recent;

static void add(size_t length)
{
    static char text[64 * 1024];
    struct topics topics;
    memset(text, 'x', sizeof text);
    assert_true(topics_read(&topics, "managers user:1"));
    recent_add(&recent, &topics, text, length);
}

static void numbers_go_on_from_where_it_began(void **state)
{
    (void)state;
    recent_begin(&recent, 41);
    assert_int_equal(recent_first(&recent), 42);
    add(10);
    add(20);
    assert_int_equal(recent.last, 43);
    assert_int_equal(recent_first(&recent), 42);
    assert_int_equal(recent_at(&recent, 43)->number, 43);
    assert_int_equal(recent_at(&recent, 43)->length, 20);
    recent_begin(&recent, 0);
}

static void the_oldest_go_when_there_are_too_many(void **state)
{
    (void)state;
    recent_begin(&recent, 0);
    for (int i = 0; i < RECENT_MOST + 10; i++)
        add(1);
    assert_int_equal(recent.count, RECENT_MOST);
    assert_int_equal(recent_first(&recent), 11);
    assert_int_equal(recent_at(&recent, 11)->number, 11);
    recent_begin(&recent, 0);
    assert_int_equal(recent.bytes, 0);
}

static void the_oldest_go_when_they_are_too_large(void **state)
{
    (void)state;
    recent_begin(&recent, 0);
    for (int i = 0; i < 100; i++) {
        add(64 * 1024);
        assert_true(recent.bytes <= RECENT_BYTES);
    }
    assert_int_equal(recent.last, 100);
    assert_int_equal(recent_first(&recent), 101 - (int64_t)recent.count);
    assert_true(recent.count > 20);
    recent_begin(&recent, 0);
}

static void topics_meet_in_one_word(void **state)
{
    struct topics event, person;
    (void)state;
    assert_true(topics_read(&event, "managers user:1 customer:12"));
    assert_true(topics_read(&person, "user:12 customer:1"));
    assert_false(topics_meet(&event, &person));
    assert_true(topics_read(&person, "user:12 customer:12"));
    assert_true(topics_meet(&event, &person));
    assert_true(topics_read(&person, ""));
    assert_false(topics_meet(&event, &person));
    assert_false(topics_read(&person, "a b c d e f g h managers"));
    assert_false(topics_meet(&event, &person));
}

int main(void)
{
    crypto_setup();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_go_on_from_where_it_began),
        cmocka_unit_test(the_oldest_go_when_there_are_too_many),
        cmocka_unit_test(the_oldest_go_when_they_are_too_large),
        cmocka_unit_test(topics_meet_in_one_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
