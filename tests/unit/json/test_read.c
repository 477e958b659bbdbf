/* JSON in: what RFC 8259 allows becomes a tree; what is malformed, ambiguous or deep does not. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "json/read.h"

/* Cases after the JSONTestSuite of Nicolas Seriot: y_ must be taken, n_ must not. */
static const char *const taken[] = {
    "[]",
    "{}",
    "0",
    "-0",
    "null",
    "true",
    "false",
    "\"\"",
    " [] ",
    "\t\r\n{ }\n",
    "[ [] , [ ] ]",
    "[null, 1, \"1\", {}]",
    "[-123]",
    "[1e1]",
    "[1E+2]",
    "[1e-2]",
    "[123.456e78]",
    "[0.1]",
    "[0e+1]",
    "[-0.000000000000000000000000000000000000000000000000000000000000000001]",
    "[100000000000000000000000000000000000000000000000000]",
    "{\"\":0}",
    "{\"a\":[],\"b\":{}}",
    "{\"a\":{\"a\":{\"a\":1}}}",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
    "[\"\\u0060\\u012a\\u12AB\"]",
    "[\"\\uD801\\udc37\"]",
    "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
    "[\"\\u0001\"]",
    "[\"\\uFFFF\"]",
    "[\"\\\\u0000\"]",
    "[\"\\\\ud800\"]",
    "[\"\x7f\"]",
    "[\"\xe2\x82\xac\"]",
    "[\"\xf0\x9f\x98\x80\"]",
    "[\"\xe2\x80\xa8\"]",
};

static const char *const refused[] = {
    "",
    " ",
    "\n",
    "[",
    "]",
    "{",
    "}",
    "[]]",
    "{}}",
    "[] []",
    "[1]x",
    "1 2",
    "{}{}",
    "[1,]",
    "[,1]",
    "[1,,2]",
    "[1 2]",
    "[1:2]",
    "[\"a\"",
    "[\"",
    "\"",
    "[\"a",
    "['a']",
    "[a]",
    "{a:1}",
    "{'a':1}",
    "{1:1}",
    "{null:1}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\",1}",
    "{\"a\":1,}",
    "{,\"a\":1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1}#",
    "{\"a\":1}/**/",
    "[1]//",
    "/**/[]",
    "[/*x*/1]",
    "nul",
    "nulll",
    "tru",
    "True",
    "NULL",
    "undefined",
    "NaN",
    "[NaN]",
    "[Infinity]",
    "[-Infinity]",
    "[+1]",
    "[-]",
    "[--1]",
    "[01]",
    "[-01]",
    "[00]",
    "[.5]",
    "[-.5]",
    "[5.]",
    "[1.e1]",
    "[1e]",
    "[1e+]",
    "[1E-]",
    "[0x1]",
    "[1_000]",
    "[1a]",
    "[1.2.3]",
    "[\"\\x00\"]",
    "[\"\\a\"]",
    "[\"\\\"]",
    "[\"\\u\"]",
    "[\"\\u12\"]",
    "[\"\\u12G4\"]",
    "[\"\\U0001\"]",
    "[\"\\uD8\"]",
    "[\"\t\"]",
    "[\"\n\"]",
    "[\"\x1f\"]",
    "\xef\xbb\xbf[]", /* a byte order mark */
    "[\xc2\xa0]",     /* a space that is not JSON's */
    "[\f]",
    "[\v]",
    "\f[]",
    "\xff",
};

/* Where parsers differ, or what yajl itself would take: no character may be ambiguous. */
static const char *const refused_characters[] = {
    "[\"\\u0000\"]",          "{\"a\\u0000b\":1}",    "[\"\\ud800\"]",        "[\"\\ud800x\"]",
    "[\"\\ud800\\n\"]",       "[\"\\ud800\\ud800\"]", "[\"\\ud800\\u0041\"]", "[\"\\udc00\"]",
    "[\"\\udc00\\ud800\"]",   "{\"\\udfff\":1}",      "[\"\\\\\\u0000\"]",    "[\"\xff\"]",
    "[\"\xc0\x80\"]",         "[\"\xc0\xaf\"]",       "[\"\xe0\x80\xaf\"]",   "[\"\xed\xa0\x80\"]",
    "[\"\xf4\x90\x80\x80\"]", "[\"\xe2\x82\"]",       "[\"\x80\"]",           "{\"\xff\":1}",
};

static const struct json *read(struct arena *arena, const char *text, const char **error)
{
    return json_read(arena, text, strlen(text), error);
}

static const struct json *must_read(struct arena *arena, const char *text)
{
    const char *error;
    const struct json *tree = read(arena, text, &error);
    if (!tree)
        fail_msg("%s: %s", text, error);
    assert_null(error);
    return tree;
}

/* A refusal has one clear sentence. */
static void must_refuse(struct arena *arena, const char *text, size_t length, const char *words)
{
    const char *error = NULL;
    if (json_read(arena, text, length, &error))
        fail_msg("taken: %.100s", text);
    assert_non_null(error);
    assert_null(strchr(error, '\n'));
    assert_int_equal(error[strlen(error) - 1], '.');
    if (!strstr(error, words))
        fail_msg("\"%s\" lacks \"%s\"", error, words);
}

static void takes_what_is_json(void **state)
{
    for (size_t i = 0; i < LENGTH(taken); i++)
        must_read(*state, taken[i]);
}

static void refuses_what_is_not(void **state)
{
    for (size_t i = 0; i < LENGTH(refused); i++)
        must_refuse(*state, refused[i], strlen(refused[i]), "");
}

static void refuses_characters_that_databases_refuse(void **state)
{
    for (size_t i = 0; i < LENGTH(refused_characters); i++)
        must_refuse(*state, refused_characters[i], strlen(refused_characters[i]), "");
}

static void refuses_nul_bytes(void **state)
{
    must_refuse(*state, "[\"a\0b\"]", 7, "");
    must_refuse(*state, "[1]\0", 4, "");
    must_refuse(*state, "\0", 1, "");
    must_refuse(*state, "[1\0]", 4, "");
}

static void every_cut_of_a_text_is_refused(void **state)
{
    struct arena *arena = *state;
    static const char text[] = "{\"a\":[1.5e3,true,null,\"x\\ud83d\\ude00\xe2\x82\xac\"],\"b\":{}}";
    must_read(arena, text);
    for (size_t length = 0; length < strlen(text); length++)
        must_refuse(arena, arena_strndup(arena, text, length), length, "");
}

static void errors_say_what_and_where(void **state)
{
    must_refuse(*state, "[1,x]", 5, "not JSON");
    must_refuse(*state, "[1,x]", 5, "at byte ");
    must_refuse(*state, "[\"\\u0000\"]", 10, "U+0000");
    must_refuse(*state, "[\"\xff\"]", 5, "UTF-8");
    must_refuse(*state, "{\"a\":1,\"a\":2}", 13, "same name");
}

static void the_tree_keeps_order_names_and_types(void **state)
{
    const struct json *tree = must_read(*state, "{\"b\":[1,\"x\"],\"a\":null,\"c\":true,\"\":{}}");
    assert_int_equal(tree->type, JSON_OBJECT);
    assert_int_equal(tree->count, 4);
    assert_null(tree->name);
    assert_null(tree->text);

    const struct json *list = tree->first;
    assert_string_equal(list->name, "b");
    assert_int_equal(list->type, JSON_ARRAY);
    assert_int_equal(list->count, 2);
    assert_null(list->first->name);
    assert_int_equal(list->first->type, JSON_NUMBER);
    assert_int_equal(list->first->next->type, JSON_STRING);
    assert_ptr_equal(list->first->next, list->last);
    assert_null(list->last->next);

    assert_string_equal(list->next->name, "a");
    assert_int_equal(list->next->type, JSON_NULL);
    assert_null(list->next->text);
    assert_int_equal(list->next->next->type, JSON_BOOL);
    assert_string_equal(list->next->next->text, "true");
    assert_string_equal(tree->last->name, "");
    assert_int_equal(tree->last->count, 0);
    assert_null(tree->last->first);
}

static void numbers_keep_their_text(void **state)
{
    static const char *const numbers[] = {
        "0",
        "-0",
        "19.90",
        "1e2",
        "-1.5E-3",
        "9007199254740993",
        "123456789012345678901234567890",
        "0.1",
    };
    for (size_t i = 0; i < LENGTH(numbers); i++) {
        const struct json *number = must_read(*state, numbers[i]);
        assert_int_equal(number->type, JSON_NUMBER);
        assert_string_equal(number->text, numbers[i]);
        assert_int_equal(number->length, strlen(numbers[i]));
    }
}

static void escapes_are_undone(void **state)
{
    const struct json *text =
        must_read(*state, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20ac\\ud83d\\ude00\"");
    static const char expected[] = "\"\\/\b\f\n\r\tA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    assert_string_equal(text->text, expected);
    assert_int_equal(text->length, strlen(expected));

    const struct json *object = must_read(*state, "{\"\\u0061\\n\":1}");
    assert_string_equal(object->first->name, "a\n");
}

static const char *nested(struct arena *arena, size_t depth)
{
    char *text = arena_alloc(arena, 2 * depth + 1);
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    return text;
}

static void depth_has_a_limit(void **state)
{
    struct arena *arena = *state;
    must_read(arena, nested(arena, JSON_DEPTH));
    must_refuse(arena, nested(arena, JSON_DEPTH + 1), 2 * (JSON_DEPTH + 1), "deep");
    must_refuse(arena, nested(arena, 1000000), 2000000, "deep");
    must_read(arena, "[[[]],[[]],[[]],{\"a\":[[]]}]");
}

static void a_name_stands_once_in_an_object(void **state)
{
    must_refuse(*state, "{\"a\":1,\"b\":2,\"a\":3}", 19, "same name");
    must_refuse(*state, "{\"a\":1,\"\\u0061\":3}", 18, "same name");
    must_refuse(*state, "[{\"\":1,\"\":3}]", 13, "same name");
    must_read(*state, "[{\"a\":1},{\"a\":2,\"A\":{\"a\":3}}]");
}

static const char *object_of(struct arena *arena, int members)
{
    struct buf text = buf_new(arena);
    for (int i = 0; i < members; i++)
        buf_printf(&text, "%c\"m%d\":%d", i ? ',' : '{', i, i);
    buf_char(&text, '}');
    return text.data;
}

static void members_have_a_limit(void **state)
{
    struct arena *arena = *state;
    const char *fits = object_of(arena, JSON_MEMBERS), *many = object_of(arena, JSON_MEMBERS + 1);
    assert_int_equal(must_read(arena, fits)->count, JSON_MEMBERS);
    must_refuse(arena, many, strlen(many), "too many members");
}

static void arrays_have_none(void **state)
{
    struct arena *arena = *state;
    struct buf text = buf_new(arena);
    for (int i = 0; i < 5000; i++)
        buf_text(&text, i ? ",7" : "[7");
    buf_char(&text, ']');
    assert_int_equal(must_read(arena, text.data)->count, 5000);
}

static void long_strings_arrive_whole(void **state)
{
    struct arena *arena = *state;
    struct buf text = buf_new(arena);
    enum { TIMES = 20000 };
    buf_char(&text, '"');
    for (int i = 0; i < TIMES; i++)
        buf_text(&text, "ab\\n");
    buf_char(&text, '"');
    const struct json *string = must_read(arena, text.data);
    assert_int_equal(string->length, 3 * TIMES);
    for (int i = 0; i < TIMES; i++)
        assert_memory_equal(string->text + 3 * i, "ab\n", 3);
}

static void members_are_found_by_name(void **state)
{
    const struct json *object = must_read(*state, "{\"a\":1,\"ab\":2,\"b\":null}");
    assert_string_equal(json_member(object, "ab")->text, "2");
    assert_int_equal(json_member(object, "b")->type, JSON_NULL);
    assert_null(json_member(object, "c"));
    assert_null(json_member(object, ""));
    assert_null(json_member(must_read(*state, "[1]"), "a"));
    assert_null(json_member(must_read(*state, "1"), "a"));
}

static void trees_are_built_by_hand(void **state)
{
    struct arena *arena = *state;
    struct json *object = json_node(arena, JSON_OBJECT, NULL, NULL);
    json_append(object, json_node(arena, JSON_STRING, "page", "2"));
    json_append(object, json_node(arena, JSON_NULL, "sort", NULL));
    json_append(object, json_node(arena, JSON_STRING, "q", ""));
    assert_int_equal(object->count, 3);
    assert_string_equal(json_member(object, "page")->text, "2");
    assert_int_equal(json_member(object, "page")->length, 1);

    struct buf out = buf_new(arena);
    json_print(&out, object);
    assert_string_equal(out.data, "{\"page\":\"2\",\"sort\":null,\"q\":\"\"}");
}

static void printing_is_compact_and_exact(void **state)
{
    struct buf out = buf_new(*state);
    json_print(&out,
               must_read(*state, " { \"b\" : [ 1.50 , true , false, null , \"x\\u0001\\n\" ] ,\n"
                                 " \"a\\\"\" : { } , \"c\" : [ ] } "));
    assert_string_equal(out.data,
                        "{\"b\":[1.50,true,false,null,\"x\\u0001\\n\"],\"a\\\"\":{},\"c\":[]}");
}

static void reading_leaves_the_text_alone(void **state)
{
    char text[] = "{\"a\":\"b\\n\"}";
    const struct json *tree = must_read(*state, text);
    memset(text, 'x', strlen(text));
    assert_string_equal(tree->first->name, "a");
    assert_string_equal(tree->first->text, "b\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(takes_what_is_json),
        arena_test(refuses_what_is_not),
        arena_test(refuses_characters_that_databases_refuse),
        arena_test(refuses_nul_bytes),
        arena_test(every_cut_of_a_text_is_refused),
        arena_test(errors_say_what_and_where),
        arena_test(the_tree_keeps_order_names_and_types),
        arena_test(numbers_keep_their_text),
        arena_test(escapes_are_undone),
        arena_test(depth_has_a_limit),
        arena_test(a_name_stands_once_in_an_object),
        arena_test(members_have_a_limit),
        arena_test(arrays_have_none),
        arena_test(long_strings_arrive_whole),
        arena_test(members_are_found_by_name),
        arena_test(trees_are_built_by_hand),
        arena_test(printing_is_compact_and_exact),
        arena_test(reading_leaves_the_text_alone),
    };
    return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}
