/* The one form of each text, and what can't be seen in it. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "base/normal.h"

static const struct {
    const char *text;
    const char *form[3]; /* line, lines, search */
} texts[] = {
    {"", {"", "", ""}},
    {"Toys", {"Toys", "Toys", "Toys"}},
    {" Toys ", {"Toys", "Toys", "Toys"}},
    {"Toys  x", {"Toys x", "Toys  x", "Toys x"}},
    {"\xc2\xa0X\xe3\x80\x80", {"X", "X", "X"}},
    {"a\xe2\x80\x83\xc2\xa0z", {"a z", "a\xe2\x80\x83\xc2\xa0z", "a z"}},
    {"X\xe2\x80\x8b", {"X", "X", "X"}},
    {"\xef\xbb\xbf \xe2\x80\xaeX", {"X", "X", "X"}},
    {" \xe2\x80\x8b\xe3\x85\xa4\xc2\xad\n", {"", "", ""}},
    {"\xef\xb8\x8f", {"", "", ""}},
    {"\xe2\x9d\xa4\xef\xb8\x8f", /* a heart as a picture */
     {"\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4\xef\xb8\x8f"}},
    {"so\302\255ft", {"so\302\255ft", "so\302\255ft", "soft"}},
    {"Cafe\xcc\x81", {"Caf\xc3\xa9", "Caf\xc3\xa9", "Caf\xc3\xa9"}},
    {"e\xe2\x80\x8b\xcc\x81", /* what goes can't keep apart what composes */
     {"e\xe2\x80\x8b\xcc\x81", "e\xe2\x80\x8b\xcc\x81", "\xc3\xa9"}},
    {"q\xcc\x87\xcc\xa3", {"q\xcc\xa3\xcc\x87", "q\xcc\xa3\xcc\x87", "q\xcc\xa3\xcc\x87"}},
    {"\xe2\x84\xab", {"\xc3\x85", "\xc3\x85", "\xc3\x85"}},
    {"a\r\nb\rc\n\rd\r\n", {"a\r\nb\rc\n\rd", "a\nb\nc\n\nd", "a\r\nb\rc\n\rd"}},
    {"\ta\tb\t", {"a\tb", "a\tb", "a\tb"}},
};

static void test_forms(void **state)
{
    for (size_t i = 0; i < LENGTH(texts); i++)
        for (int form = NORMAL_LINE; form <= NORMAL_SEARCH; form++) {
            const char *wanted = texts[i].form[form - NORMAL_LINE];
            assert_string_equal(
                normal_text(*state, texts[i].text, strlen(texts[i].text), (enum normal_form)form),
                wanted);
            assert_string_equal(normal_text(*state, wanted, strlen(wanted), (enum normal_form)form),
                                wanted);
        }
}

static void test_what_is_in_its_form_is_not_copied(void **state)
{
    static const char text[] = "LAP-001 of ours";
    assert_ptr_equal(normal_text(*state, text, strlen(text), NORMAL_LINE), text);
}

/* No letter has so many; sorting them takes memory of its own. */
static void test_many_marks(void **state)
{
    char text[1001] = "e";
    for (size_t i = 0; i < 333; i++)
        memcpy(text + 1 + 3 * i, i % 2 ? "\xe1\xb7\x80" : "\xe1\xb7\x82", 4);
    const char *once = normal_text(*state, text, strlen(text), NORMAL_LINE);
    assert_int_equal(strlen(once), strlen(text));
    assert_string_equal(normal_text(*state, once, strlen(once), NORMAL_LINE), once);
}

static void test_invisible(void **state)
{
    (void)state;
    assert_int_equal(normal_invisible("Cr\xc3\xa8me br\xc3\xbbl\xc3\xa9"
                                      "e 1"),
                     0);
    assert_int_equal(normal_invisible("X\xe2\x80\x8bY"), 0x200b);
    assert_int_equal(normal_invisible("so\302\255ft"), 0xad);
    assert_int_equal(normal_invisible("a\xe2\x80\x8d"
                                      "b"),
                     0x200d);
    assert_int_equal(normal_invisible("\xd9\x85\xe2\x80\x8c"
                                      "a"),
                     0x200c);
    assert_int_equal(normal_invisible("\xd9\x85\xe2\x80\x8c"), 0x200c);
    assert_int_equal(normal_invisible("\xd9\x85\xe2\x80\x8c\xd8\xae"), 0); /* Persian */
    assert_int_equal(normal_invisible("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"),
                     0); /* emoji */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(test_forms),
        arena_test(test_what_is_in_its_form_is_not_copied),
        arena_test(test_many_marks),
        arena_test(test_invisible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
