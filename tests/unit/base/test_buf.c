/* Growing texts: what was appended, in order, always ended by NUL. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "base/buf.h"

static void a_new_buffer_is_an_empty_text(void **state)
{
    struct buf buf = buf_new(*state);
    assert_string_equal(buf.data, "");
    assert_int_equal(buf.length, 0);
}

static void appends_in_order(void **state)
{
    struct buf buf = buf_new(*state);
    buf_text(&buf, "ab");
    buf_char(&buf, 'c');
    buf_add(&buf, "defg", 2);
    buf_add(&buf, "", 0);
    buf_printf(&buf, "-%d-", 12);
    assert_string_equal(buf.data, "abcde-12-");
    assert_int_equal(buf.length, 9);
}

static void keeps_nul_bytes(void **state)
{
    struct buf buf = buf_new(*state);
    buf_add(&buf, "a\0b", 3);
    assert_int_equal(buf.length, 3);
    assert_memory_equal(buf.data, "a\0b", 4);
}

static void grows_past_every_capacity(void **state)
{
    struct arena *arena = *state;
    struct buf buf = buf_new(arena);
    enum { TIMES = 20000 };
    for (int i = 0; i < TIMES; i++) {
        buf_char(&buf, (char)('a' + i % 26));
        assert_int_equal(buf.data[buf.length], '\0');
        if (i % 1000 == 0)
            arena_alloc(arena, 8); /* something stands behind it: it has to move */
    }
    assert_int_equal(strlen(buf.data), TIMES);
    for (int i = 0; i < TIMES; i++)
        assert_int_equal(buf.data[i], 'a' + i % 26);
}

static void printf_fits_exactly_or_grows(void **state)
{
    for (int width = 200; width < 600; width++) {
        struct buf buf = buf_new(*state);
        buf_text(&buf, "x");
        buf_printf(&buf, "%*d", width, 5);
        assert_int_equal(buf.length, width + 1);
        assert_int_equal(strlen(buf.data), width + 1);
        assert_int_equal(buf.data[width], '5');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_new_buffer_is_an_empty_text),
        arena_test(appends_in_order),
        arena_test(keeps_nul_bytes),
        arena_test(grows_past_every_capacity),
        arena_test(printf_fits_exactly_or_grows),
    };
    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
