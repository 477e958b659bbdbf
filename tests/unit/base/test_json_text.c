/* JSON out: commas, escapes, and texts that are safe wherever the reply may be pasted. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "base/json_text.h"
#include "json/read.h"

static void commas_stand_between_values(void **state)
{
    struct buf out = buf_new(*state);
    struct json_writer w = json_writer(&out);
    json_open(&w, NULL, '{');
    json_text(&w, "name", "x");
    json_open(&w, "none", '[');
    json_close(&w, ']');
    json_open(&w, "list", '[');
    json_int(&w, NULL, 1);
    json_open(&w, NULL, '{');
    json_close(&w, '}');
    json_text(&w, NULL, NULL);
    json_close(&w, ']');
    json_bool(&w, "yes", true);
    json_bool(&w, "no", false);
    json_raw(&w, "price", "19.90");
    json_raw(&w, "absent", NULL);
    json_close(&w, '}');
    assert_string_equal(out.data, "{\"name\":\"x\",\"none\":[],\"list\":[1,{},null],\"yes\":true,"
                                  "\"no\":false,\"price\":19.90,\"absent\":null}");
}

static void whole_numbers_of_64_bits(void **state)
{
    struct buf out = buf_new(*state);
    struct json_writer w = json_writer(&out);
    json_open(&w, NULL, '[');
    json_int(&w, NULL, INT64_MAX);
    json_int(&w, NULL, INT64_MIN);
    json_close(&w, ']');
    assert_string_equal(out.data, "[9223372036854775807,-9223372036854775808]");
}

static void assert_quoted(struct arena *arena, const char *text, const char *expected)
{
    struct buf out = buf_new(arena);
    json_quote(&out, text, strlen(text));
    assert_string_equal(out.data, expected);
}

static void strings_are_escaped_as_rfc_8259_says(void **state)
{
    assert_quoted(*state, "", "\"\"");
    assert_quoted(*state, "plain text", "\"plain text\"");
    assert_quoted(*state, "\"\\/", "\"\\\"\\\\/\"");
    assert_quoted(*state, "\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"");
    assert_quoted(*state, "\x01\x0b\x1f", "\"\\u0001\\u000b\\u001f\"");
    assert_quoted(*state, "a\nb\nc", "\"a\\nb\\nc\"");
    assert_quoted(*state, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
                  "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"");
}

static void strings_are_safe_inside_a_script(void **state)
{
    assert_quoted(*state, "</script><!--", "\"\\u003c/script>\\u003c!--\"");
    assert_quoted(*state, "\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\"");
    assert_quoted(*state, "\xe2\x80\xa7\xe2\x80\xaa", "\"\xe2\x80\xa7\xe2\x80\xaa\"");
}

static void what_is_not_utf8_becomes_the_replacement_character(void **state)
{
    assert_quoted(*state,
                  "a\xff"
                  "b",
                  "\"a\\ufffdb\"");
    assert_quoted(*state, "\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"");
    assert_quoted(*state, "\xe2\x82", "\"\\ufffd\\ufffd\"");
}

static void a_quoted_nul_does_not_end_the_string(void **state)
{
    struct buf out = buf_new(*state);
    json_quote(&out, "a\0b", 3);
    assert_string_equal(out.data, "\"a\\u0000b\"");
}

/* Whatever byte a text holds, the reader gives it back. */
static void every_character_survives_the_way_back(void **state)
{
    struct arena *arena = *state;
    for (int c = 1; c < 0x80; c++) {
        const char text[] = {(char)c, 'x', (char)c, '\0'};
        const char *error;
        struct buf out = buf_new(arena);
        json_quote(&out, text, strlen(text));
        const struct json *string = json_read(arena, out.data, out.length, &error);
        assert_non_null(string);
        assert_string_equal(string->text, text);
    }
}

static void names_are_escaped_too(void **state)
{
    struct buf out = buf_new(*state);
    struct json_writer w = json_writer(&out);
    json_open(&w, NULL, '{');
    json_int(&w, "a\"b", 1);
    json_close(&w, '}');
    assert_string_equal(out.data, "{\"a\\\"b\":1}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(commas_stand_between_values),
        arena_test(whole_numbers_of_64_bits),
        arena_test(strings_are_escaped_as_rfc_8259_says),
        arena_test(strings_are_safe_inside_a_script),
        arena_test(what_is_not_utf8_becomes_the_replacement_character),
        arena_test(a_quoted_nul_does_not_end_the_string),
        arena_test(every_character_survives_the_way_back),
        arena_test(names_are_escaped_too),
    };
    return cmocka_run_group_tests_name("write", tests, NULL, NULL);
}
