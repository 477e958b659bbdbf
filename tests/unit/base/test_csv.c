/* CSV: what is written reads again, and what is read is all that was there. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit.h"
#include "base/csv.h"

/* ---- a file that comes in pieces ---- */

struct text {
    const char *bytes;
    size_t left;
};

static size_t next_bytes(void *context, char *bytes, size_t size)
{
    struct text *text = context;
    if (size > text->left)
        size = text->left;
    memcpy(bytes, text->bytes, size);
    text->bytes += size;
    text->left -= size;
    return size;
}

/* The records as "line:field|field;", a fault as "line!words;". */
static const char *read_bytes(struct arena *arena, const char *bytes, size_t length)
{
    struct text text = {bytes, length};
    struct csv *csv = csv_open(arena, next_bytes, &text);
    struct buf out = buf_new(arena);
    buf_text(&out, "");
    enum csv_found found;
    while ((found = csv_next(csv)) != CSV_END) {
        const struct csv_record *record = csv_record(csv);
        buf_printf(&out, "%zu", record->line);
        if (found == CSV_FAULT)
            buf_printf(&out, "!%s", record->fault);
        for (size_t i = 0; found == CSV_ROW && i < record->count; i++)
            buf_printf(&out, "%c%s", i ? '|' : ':', record->fields[i]);
        buf_char(&out, ';');
    }
    return out.data;
}

static const struct sample {
    const char *text, *records;
} samples[] = {
    {"", ""},
    {"\n\r\n\n", ""},
    {"a", "1:a;"},
    {"a,b,c\r\n1,2,3\r\n", "1:a|b|c;2:1|2|3;"},
    {"a,b\n1,2", "1:a|b;2:1|2;"},
    {"a\rb\r", "1:a;2:b;"},
    {"\xef\xbb\xbf"
     "sku,name\n",
     "1:sku|name;"},
    {",\n", ""},
    {"a,b\n,,\n , \n;\n", "1:a|b;4:;;"},
    {"a;b;c\n1,5;\"x;y\";\n", "1:a|b|c;2:1,5|x;y|;"},
    {"a\tb, c\td\n1,5\t2\t\n", "1:a|b, c|d;2:1,5|2|;"},
    {"\n\n\"a;b;c\",d\n1,2\n", "3:a;b;c|d;4:1|2;"},
    {"a;b,c\n", "1:a;b|c;"}, /* as many of both: the comma */
    {"\"\",\"a\"", "1:|a;"},
    {"\"a,b\",\"c\"\"d\"\n", "1:a,b|c\"d;"},
    {"\"a\nb\r\nc\",d\ne\n", "1:a\nb\nc|d;4:e;"},
    {"\"a\r\r\nb\r\",\r\r\nc", "1:a\nb\r|;6:c;"},
    {"\n\na\n", "3:a;"},
    {" a , b ", "1: a | b ;"},
    {"ä,€,😀\n", "1:ä|€|😀;"},
    {"a\"b,c\nd", "1!has a quote in the middle of a field;2:d;"},
    {"\"a\"b,c\nd", "1!has a quote in the middle of a field;2:d;"},
    {"a,\"b\nc,d", "1!has a quote that is never closed;"},
    {"\"", "1!has a quote that is never closed;"},
    {"\xff,a\nb", "1!is not UTF-8;2:b;"},
    {"a\nb,\xc3\nc", "1:a;2!is not UTF-8;3:c;"},
    {"\"\xed\xa0\x80\"\nc", "1!is not UTF-8;2:c;"},
};

static void records_are_read(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1024);
    for (size_t i = 0; i < LENGTH(samples); i++)
        assert_string_equal(read_bytes(arena, samples[i].text, strlen(samples[i].text)),
                            samples[i].records);
    assert_string_equal(read_bytes(arena, "a\0b\nc", 5), "1!holds a NUL character;2:c;");
    arena_free(arena);
}

static const struct {
    const char *bytes;
    size_t length;
    const char *records;
} encoded[] = {
    {"\xff\xfe"
     "s\0k\0u\0\t\0n\0\r\0\n\0\xe4\0\t\0\xac\x20\r\0\n\0",
     24, "1:sku|n;2:ä|€;"},
    {"\xfe\xff\0a\0,\xd8\x3d\xde\0\0\n", 12, "1:a|😀;"},
    {"\xff\xfe"
     "a\0\x3d\xd8"
     "b\0",
     8, "1!is not UTF-8;"}, /* half a pair */
    {"\xff\xfe"
     "a\0\x00\xde",
     6, "1!is not UTF-8;"}, /* the other half */
    {"\xff\xfe"
     "a\0b",
     5, "1!is not UTF-8;"}, /* half a unit */
    {"\xff\xfe"
     "a\0\x3d\xd8",
     6, "1!is not UTF-8;"}, /* half a pair at the end */
    {"\xff\xfe"
     "a\0\0\0",
     6, "1!holds a NUL character;"},
    {"\xff\xfe", 2, ""},
};

static void unicode_text_is_read(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1024);
    for (size_t i = 0; i < LENGTH(encoded); i++)
        assert_string_equal(read_bytes(arena, encoded[i].bytes, encoded[i].length),
                            encoded[i].records);
    arena_free(arena);
}

/* Whatever two bytes a piece ends between. */
static void pieces_of_unicode_text_do_not_show(void **state)
{
    (void)state;
    enum { PAIRS = 20000 };
    struct arena *arena = arena_new(1024);
    for (size_t shift = 0; shift < 2; shift++) {
        char *text = arena_alloc(arena, 2 + 4 * PAIRS + 8);
        struct buf expected = buf_new(arena);
        size_t length = 2;
        memcpy(text, "\xff\xfe", 2);
        buf_text(&expected, shift ? "1:x" : "1:");
        if (shift)
            memcpy(text + length, "x\0", 2), length += 2;
        for (int i = 0; i < PAIRS / 2; i++, length += 4) {
            memcpy(text + length, "\x3d\xd8\x00\xde", 4);
            buf_text(&expected, "😀");
        }
        buf_char(&expected, ';');
        assert_string_equal(read_bytes(arena, text, length), expected.data);
    }
    arena_free(arena);
}

static void a_record_has_bounds(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1024);
    struct buf text = buf_new(arena);
    for (int i = 0; i < CSV_FIELDS - 1; i++)
        buf_char(&text, ',');
    buf_text(&text, "x\n");
    assert_null(strchr(read_bytes(arena, text.data, text.length), '!'));
    assert_string_equal(read_bytes(arena, arena_printf(arena, ",%sz", text.data), text.length + 2),
                        "1!has more than 512 fields;2:z;");

    char *wide = arena_alloc(arena, CSV_RECORD + 20);
    memset(wide, 'a', CSV_RECORD + 10);
    memcpy(wide + CSV_RECORD + 10, "\nb\n", 4);
    assert_string_equal(read_bytes(arena, wide, strlen(wide)), "1!is longer than 64 KiB;2:b;");
    wide[0] = '"'; /* never closed: it does not swallow the rest of a long file */
    assert_string_equal(read_bytes(arena, wide, strlen(wide)), "1!is longer than 64 KiB;2:b;");
    arena_free(arena);
}

/* Every place where a file can fall apart into the pieces in which it is read. */
static void pieces_do_not_show(void **state)
{
    (void)state;
    static const char tail[] = "\"x\"\"y\r\n€\",\r\nlast,1\r\n";
    struct arena *arena = arena_new(1024);
    for (size_t before = 16 * 1024 - 24; before < 16 * 1024 + 2; before++) {
        char *text = arena_alloc(arena, before + sizeof tail);
        memset(text, 'a', before);
        text[before - 1] = '\n';
        strcpy(text + before, tail);
        const char *records = read_bytes(arena, text, strlen(text));
        assert_string_equal(strchr(records, ';'), ";2:x\"y\n€|;4:last|1;");
    }
    arena_free(arena);
}

/* ---- writing ---- */

static void every_field_is_quoted_and_no_text_is_a_formula(void **state)
{
    (void)state;
    static const struct sample fields[] = {
        {"", "\"\""},
        {"plain", "\"plain\""},
        {" a b ", "\" a b \""},
        {"a,b", "\"a,b\""},
        {"a\"b", "\"a\"\"b\""},
        {"a\nb", "\"a\nb\""},
        {"a\rb", "\"a\rb\""},
        {"=1+1", "\"'=1+1\""},
        {"+1", "\"'+1\""},
        {"-1", "\"'-1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\tx", "\"'\tx\""},
        {"\r=x", "\"'\r=x\""},
        {"\n=x", "\"'\n=x\""},
        {"a=1", "\"a=1\""},
        {"1-2", "\"1-2\""},
        {"a;=1+1", "\"a;=1+1\""},
        {"=\"a\"", "\"'=\"\"a\"\"\""},
        {"＝1+1", "\"'＝1+1\""},
        {"＋1", "\"'＋1\""},
        {"－1", "\"'－1\""},
        {"＠SUM(A1)", "\"'＠SUM(A1)\""},
        {"＜1", "\"＜1\""}, /* begins with the bytes of ＝ but the last */
        {"  =1", "\"'  =1\""},
        {"\"=1", "\"'\"\"=1\""},
        {" '＝1", "\"' '＝1\""},
        {"'=1", "\"''=1\""},
        {"'a'", "\"'a'\""},
    };
    struct arena *arena = arena_new(1024);
    for (size_t i = 0; i < LENGTH(fields); i++) {
        struct buf out = buf_new(arena);
        csv_text(&out, fields[i].text, true);
        assert_string_equal(out.data, fields[i].records);
        bool marked = out.data[1] == '\'' && strncmp(out.data + 1, fields[i].text, 2) != 0;
        assert_string_equal(
            csv_unmarked(arena_printf(arena, "%s%s", marked ? "'" : "", fields[i].text)),
            fields[i].text);
    }
    struct buf out = buf_new(arena);
    csv_text(&out, "a", true);
    csv_plain(&out, "-1.50", false);
    csv_end(&out);
    assert_string_equal(out.data, "\"a\",\"-1.50\"\r\n");
    arena_free(arena);
}

static bool begins_a_formula(const char *text)
{
    while (*text == ' ' || *text == '"' || *text == '\'')
        text++;
    return *text && strchr("=+-@\t\r\n", *text);
}

static void what_is_written_reads_again(void **state)
{
    (void)state;
    static const char alphabet[] = "ab,\"'\n =-@\t;";
    struct arena *arena = arena_new(1024);
    srand(7);
    for (int round = 0; round < 20000; round++) {
        arena_reset(arena);
        struct buf out = buf_new(arena), expected = buf_new(arena);
        buf_text(&expected, "1:x");
        csv_text(&out, "x", true);
        for (int field = 0; field < 3; field++) {
            char text[6] = "";
            for (int i = rand() % 6; i-- > 0;)
                text[i] = alphabet[(size_t)rand() % (sizeof alphabet - 1)];
            csv_text(&out, text, false);
            buf_printf(&expected, "|%s%s", begins_a_formula(text) ? "'" : "", text);
        }
        csv_end(&out);
        buf_char(&expected, ';');
        assert_string_equal(read_bytes(arena, out.data, out.length), expected.data);
    }
    arena_free(arena);
}

/* Any bytes at all: it ends, and every record is text. */
static void nothing_breaks_the_reader(void **state)
{
    (void)state;
    static const char bytes[] = "a,,\"\"\"\n\r\n\xc3\xa4\xff\0=";
    struct arena *arena = arena_new(1024);
    srand(11);
    for (int round = 0; round < 20000; round++) {
        char text[40];
        size_t length = (size_t)rand() % sizeof text;
        for (size_t i = 0; i < length; i++)
            text[i] = bytes[(size_t)rand() % (sizeof bytes - 1)];
        arena_reset(arena);
        read_bytes(arena, text, length);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_read),
        cmocka_unit_test(unicode_text_is_read),
        cmocka_unit_test(pieces_of_unicode_text_do_not_show),
        cmocka_unit_test(a_record_has_bounds),
        cmocka_unit_test(pieces_do_not_show),
        cmocka_unit_test(every_field_is_quoted_and_no_text_is_a_formula),
        cmocka_unit_test(what_is_written_reads_again),
        cmocka_unit_test(nothing_breaks_the_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
