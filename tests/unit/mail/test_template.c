/* Templates filled with values. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../unit.h"
#include "mail/template.h"

static const char data[] =
    "{\"name\": \"<K&R> \\\"'\", \"empty\": \"\", \"no\": false, \"yes\": true, \"nothing\": null,"
    " \"currency\": \"EUR\", \"total\": 1234.50, \"when\": \"2026-11-07T10:00\","
    " \"note\": \"a\\n<b>\", \"none\": [], \"person\": {\"name\": \"Ann\", \"town\": \"Ulm\"},"
    " \"items\": [{\"sku\": \"A\", \"price\": \"1.00\"}, {\"sku\": \"B\", \"price\": \"2.00\"}],"
    " \"words\": [\"x\", \"y\"]}";

static bool try(struct arena *arena, const char *text, const char *ending, const char **filled)
{
    const char *why = NULL;
    struct json *tree = json_read(arena, data, strlen(data), &why);
    const struct templates from = {arena, "/nowhere", "de"};
    struct buf out = buf_new(arena);
    assert_non_null(tree);
    bool fine = template_fill(&out, &from, text, ending, tree, &why);
    *filled = fine ? out.data : why;
    return fine;
}

static void values_and_sections_are_filled(void **state)
{
    static const struct {
        const char *text, *filled;
    } rows[] = {
        {"no tag", "no tag"},
        {"{{ name }}!", "<K&R> \"'!"},
        {"{{unknown}}{{nothing}}{{person.unknown}}.", "."},
        {"{{person.name}} {{person.town}}", "Ann Ulm"},
        {"{{#person}}{{name}} pays {{total money}}{{/person}}", "Ann pays 1.234,50\xc2\xa0€"},
        {"{{when date}}", "7.\xc2\xa0November 2026"},
        {"{{#items}}{{sku}}={{price money}};{{/items}}", "A=1,00\xc2\xa0€;B=2,00\xc2\xa0€;"},
        {"{{#words}}{{.}},{{/words}}", "x,y,"},
        {"{{#empty}}a{{/empty}}{{#no}}b{{/no}}{{#nothing}}c{{/nothing}}{{#none}}d{{/none}}"
         "{{#unknown}}e{{/unknown}}.",
         "."},
        {"{{^empty}}a{{/empty}}{{^no}}b{{/no}}{{^nothing}}c{{/nothing}}{{^none}}d{{/none}}"
         "{{^unknown}}e{{/unknown}}{{^yes}}f{{/yes}}",
         "abcde"},
        {"{{#yes}}{{^no}}in{{/no}}{{#no}}out{{/no}}{{/yes}}", "in"},
        {"a{{! a remark }}b", "ab"},
        {"a\n  {{#yes}}  \nb\n{{/yes}}\nc\n", "a\nb\nc\n"},
        {"a {{#yes}}b{{/yes}}\nc", "a b\nc"},
        {"{{#items}}\n- {{sku}}\n{{/items}}\nend", "- A\n- B\nend"},
        {"{ {a} }}", "{ {a} }}"},
    };
    const char *filled;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        assert_true(try(*state, rows[i].text, "txt", &filled));
        assert_string_equal(filled, rows[i].filled);
    }
}

static void html_is_escaped(void **state)
{
    const char *filled;
    assert_true(try(*state, "<p title=\"{{name}}\">{{note lines}} {{note}}", "html", &filled));
    assert_string_equal(filled,
                        "<p title=\"&lt;K&amp;R&gt; &quot;&#39;\">a<br>\n&lt;b&gt; a\n&lt;b&gt;");
}

static void what_is_wrong_is_told(void **state)
{
    static const struct {
        const char *text, *why;
    } rows[] = {
        {"{{#items}}", "is not closed: items"},
        {"{{#items}}{{#yes}}{{/items}}{{/yes}}",
         "closes another section than the one that is open: yes"},
        {"{{/items}}", "closes what is not open: items"},
        {"a {{name", "lacks its }}: {{name"},
        {"{{total loudly}}", "there is no such way to write a value: loudly"},
        {"{{> part}}", "there is no such file: de/part.txt"},
    };
    const char *why;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        assert_false(try(*state, rows[i].text, "txt", &why));
        assert_string_equal(why, rows[i].why);
    }
}

/* ---- files ---- */

static void put(const char *folder, const char *path, const char *text)
{
    char whole[200];
    snprintf(whole, sizeof whole, "%s/%s", folder, path);
    FILE *file = fopen(whole, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static const char *folder_with_de(struct arena *arena, char *pattern)
{
    assert_non_null(mkdtemp(pattern));
    assert_int_equal(mkdir(arena_printf(arena, "%s/de", pattern), 0700), 0);
    return pattern;
}

static void an_operators_file_comes_first(void **state)
{
    char own[] = "/tmp/template.XXXXXX", shipped[] = "/tmp/template.XXXXXX";
    folder_with_de(*state, own);
    folder_with_de(*state, shipped);
    put(shipped, "de/a.txt", "shipped {{> b}}");
    put(shipped, "de/b.txt", "b");
    put(shipped, "de/loop.txt", "{{> loop}}");
    put(own, "de/b.txt", "own b");
    const struct templates from = {*state, arena_printf(*state, "%s:%s", own, shipped), "de"};
    const char *why = NULL;
    struct json *empty = json_node(*state, JSON_OBJECT, NULL, NULL);
    struct buf out = buf_new(*state), loop = buf_new(*state);
    assert_true(template_fill(&out, &from, template_read(&from, "a", "txt"), "txt", empty, &why));
    assert_string_equal(out.data, "shipped own b");
    assert_false(template_fill(&loop, &from, "{{> loop}}", "txt", empty, &why));
    assert_string_equal(why, "too deep: a file that holds itself?");
    assert_null(template_read(&from, "a", "html"));
    assert_int_equal(system(arena_printf(*state, "rm -r %s %s", own, shipped)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(values_and_sections_are_filled),
        arena_test(html_is_escaped),
        arena_test(what_is_wrong_is_told),
        arena_test(an_operators_file_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
