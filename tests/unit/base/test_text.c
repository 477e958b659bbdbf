/* UTF-8 by the table of well-formed sequences, and lists of words. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "base/utf8.h"
#include "base/words.h"

struct sequence {
    const char *bytes;
    size_t step; /* 0: not well-formed */
};

/* The borders of each row of Unicode's table 3-7, and one step beyond them. */
static const struct sequence sequences[] = {
    {"\x01", 1},
    {"\x7f", 1},
    {"\x80", 0},
    {"\xbf", 0},
    {"\xc0\x80", 0}, /* overlong NUL */
    {"\xc1\xbf", 0},
    {"\xc2\x80", 2},
    {"\xc2\x7f", 0},
    {"\xc2\xc0", 0},
    {"\xdf\xbf", 2},
    {"\xdf", 0},
    {"\xe0\x9f\xbf", 0}, /* overlong */
    {"\xe0\xa0\x80", 3},
    {"\xe1\x80\x80", 3},
    {"\xe1\x80", 0},
    {"\xe1\x80\x7f", 0},
    {"\xec\xbf\xbf", 3},
    {"\xed\x9f\xbf", 3},
    {"\xed\xa0\x80", 0}, /* U+D800 */
    {"\xed\xbf\xbf", 0}, /* U+DFFF */
    {"\xee\x80\x80", 3},
    {"\xef\xbf\xbf", 3},
    {"\xf0\x8f\xbf\xbf", 0}, /* overlong */
    {"\xf0\x90\x80\x80", 4},
    {"\xf0\x90\x80", 0},
    {"\xf0\x90\x80\xc0", 0},
    {"\xf3\xbf\xbf\xbf", 4},
    {"\xf4\x8f\xbf\xbf", 4}, /* U+10FFFF */
    {"\xf4\x90\x80\x80", 0},
    {"\xf5\x80\x80\x80", 0},
    {"\xff", 0},
};

static void steps_as_unicode_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(sequences); i++) {
        const struct sequence *row = &sequences[i];
        size_t step = utf8_step(row->bytes, strlen(row->bytes));
        if (step != row->step)
            fail_msg("sequence %zu: %zu bytes, not %zu", i, step, row->step);
    }
    assert_int_equal(utf8_step("", 0), 0);
}

static void reads_no_further_than_the_length(void **state)
{
    (void)state;
    assert_int_equal(utf8_step("\xf0\x9f\x98\x80", 3), 0);
    assert_int_equal(utf8_step("\xc3\xa9", 1), 0);
}

static void counts_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_count("", 0), 0);
    assert_int_equal(utf8_count("abc", 3), 3);
    assert_int_equal(utf8_count("caf\xc3\xa9", 5), 4);
    assert_int_equal(utf8_count("\xf0\x9f\x98\x80\xe2\x82\xac", 7), 2);
    assert_int_equal(utf8_count("ab\xff", 3), -1);
}

static void finds_words(void **state)
{
    (void)state;
    assert_true(words_have("info", "info"));
    assert_true(words_have("debug info warn", "debug"));
    assert_true(words_have("debug info warn", "info"));
    assert_true(words_have("debug  info warn ", "warn"));
    assert_false(words_have("debug info", "inf"));
    assert_false(words_have("debug info", "infos"));
    assert_false(words_have("debug info", "debug info"));
    assert_false(words_have("debug info", ""));
    assert_false(words_have("", "info"));
    assert_false(words_have(NULL, "info"));
}

static void walks_words(void **state)
{
    (void)state;
    const char *words = "a  bcd";
    size_t length;
    const char *word = words_next(&words, &length);
    assert_int_equal(length, 1);
    assert_memory_equal(word, "a", 1);
    word = words_next(&words, &length);
    assert_int_equal(length, 3);
    assert_memory_equal(word, "bcd", 3);
    assert_null(words_next(&words, &length));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_as_unicode_says), cmocka_unit_test(reads_no_further_than_the_length),
        cmocka_unit_test(counts_characters),     cmocka_unit_test(finds_words),
        cmocka_unit_test(walks_words),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
