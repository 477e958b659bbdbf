/* What is sent, and which places are read back. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "relay/message.h"

static void a_place_is_read_as_it_was_written(void **state)
{
    struct arena *arena = arena_new(1024);
    struct buf text = buf_new(arena);
    struct place place;
    (void)state;
    message_place(&text, "3f9a1c07be52", 9007199254740993);
    assert_string_equal(text.data, "id: 3f9a1c07be52:9007199254740993\n\n");
    assert_true(place_read(&place, "3f9a1c07be52:9007199254740993"));
    assert_string_equal(place.life, "3f9a1c07be52");
    assert_int_equal(place.number, 9007199254740993);
    arena_free(arena);
}

static void what_is_no_place_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "a",
        ":",
        ":1",
        "a:",
        "a:-1",
        "a:1x",
        "a: 1",
        "a:+1",
        "a:1:2",
        "a:99999999999999999999",
        "a123456789012345678901234567890123456789:1",
    };
    struct place place;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (place_read(&place, bad[i]))
            fail_msg("%s", bad[i]);
}

static void messages_are_lines_and_an_empty_one(void **state)
{
    struct arena *arena = arena_new(1024);
    struct buf text = buf_new(arena);
    (void)state;
    message_retry(&text, 3000);
    message_event(&text, "a", 7, "{\"number\":7}");
    message_named(&text, "stock", "{}");
    message_reason(&text, "end", "stopping");
    assert_string_equal(text.data, "retry: 3000\n\n"
                                   "id: a:7\ndata: {\"number\":7}\n\n"
                                   "event: stock\ndata: {}\n\n"
                                   "event: end\ndata: {\"reason\":\"stopping\"}\n\n");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_read_as_it_was_written),
        cmocka_unit_test(what_is_no_place_is_refused),
        cmocka_unit_test(messages_are_lines_and_an_empty_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
