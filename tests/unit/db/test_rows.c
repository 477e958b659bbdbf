/* Rows of every type, as JSON and as CSV. */
/* SPDX-License-Identifier: MIT */
#include "../rows.h"

static const struct column every_type[] = {
    {"id", INT8},   {"price", NUMERIC},  {"name", TEXT}, {"is_active", BOOL},
    {"more", JSON}, {"at", TIMESTAMPTZ}, {"_own", TEXT},
};

static const struct rows *two(struct arena *arena)
{
    return ROWS(arena, every_type, "1", "0.50", "A \"pen\", blue", "t", "{\"a\":[1]}",
                "2026-11-21 01:45:44.123456+00", "x", "9223372036854775807", NULL, NULL, "f", NULL,
                NULL, NULL);
}

static void cells_are_found_by_name(void **state)
{
    const struct rows *rows = two(*state);
    assert_int_equal(rows_count(rows), 2);
    assert_int_equal(rows_count(NULL), 0);
    assert_true(rows_have(rows, "_own"));
    assert_false(rows_have(rows, "own"));
    assert_string_equal(rows_text(rows, 0, "price"), "0.50");
    assert_null(rows_text(rows, 1, "price"));
    assert_true(rows_int(rows, 1, "id") == INT64_MAX);
    assert_true(rows_true(rows, 0, "is_active"));
    assert_false(rows_true(rows, 1, "is_active"));
}

static void null_is_zero_and_false(void **state)
{
    static const struct column columns[] = {{"quantity", INT8}, {"is_active", BOOL}};
    const struct rows *rows = ROWS(*state, columns, NULL, NULL);
    assert_int_equal(rows_int(rows, 0, "quantity"), 0);
    assert_false(rows_true(rows, 0, "is_active"));
}

static void json_has_each_type_as_it_is_written_there(void **state)
{
    const struct rows *rows = two(*state);
    struct buf out = buf_new(*state);
    struct json_writer w = json_writer(&out);
    json_open(&w, NULL, '[');
    rows_write(rows, 0, &w, NULL);
    rows_write(rows, 1, &w, NULL);
    json_close(&w, ']');
    assert_string_equal(
        out.data, "[{\"id\":1,\"price\":0.50,\"name\":\"A \\\"pen\\\", blue\",\"is_active\":true,"
                  "\"more\":{\"a\":[1]},\"at\":\"2026-11-21T01:45:44.123456Z\"},"
                  "{\"id\":9223372036854775807,\"price\":null,\"name\":null,\"is_active\":false,"
                  "\"more\":null,\"at\":null}]");
}

static void moments_within_json_are_in_zulu(void **state)
{
    static const struct column columns[] = {{"more", JSON}};
    struct buf out = buf_new(*state);
    struct json_writer w = json_writer(&out);
    rows_write(
        ROWS(*state, columns,
             "{\"a\":\"2026-11-21T01:45:44.12+00:00\",\"b\":\"at 2026-11-21T01:45:44+00:00\","
             "\"c\":[\"+00:00\",\"2026-11-21T01:45:44+00:00\"],\"d\":\"2026-11-21T01:45:44+01:"
             "00\"}"),
        0, &w, NULL);
    assert_string_equal(
        out.data,
        "{\"more\":{\"a\":\"2026-11-21T01:45:44.12Z\",\"b\":\"at 2026-11-21T01:45:44+00:00\","
        "\"c\":[\"+00:00\",\"2026-11-21T01:45:44Z\"],\"d\":\"2026-11-21T01:45:44+01:00\"}}");
}

static void csv_has_a_line_of_names_and_one_a_row(void **state)
{
    static const struct column columns[] = {
        {"id", INT8}, {"price", NUMERIC}, {"name", TEXT}, {"is_active", BOOL}, {"at", TIMESTAMPTZ}};
    const struct rows *rows = ROWS(*state, columns, "1", "-0.50", "A \"pen\", blue", "t",
                                   "2026-11-21 01:45:44+00", "2", NULL, NULL, "f", NULL);
    struct buf out = buf_new(*state);
    struct picked all = rows_pick(rows, *state, NULL);
    rows_csv_head(rows, all, &out);
    rows_csv(rows, 0, all, &out);
    rows_csv(rows, 1, all, &out);
    assert_string_equal(
        out.data, "\"id\",\"price\",\"name\",\"is_active\",\"at\"\r\n"
                  "\"1\",\"-0.50\",\"A \"\"pen\"\", blue\",\"true\",\"2026-11-21T01:45:44Z\"\r\n"
                  "\"2\",\"\",\"\",\"false\",\"\"\r\n");
}

static void csv_has_the_columns_that_are_picked(void **state)
{
    static const struct column columns[] = {{"id", INT8}, {"name", TEXT}, {"price", NUMERIC}};
    const struct rows *rows = ROWS(*state, columns, "1", "Pen", "0.50");
    struct buf out = buf_new(*state);
    struct picked picked = rows_pick(rows, *state, "price id");
    rows_csv_head(rows, picked, &out);
    rows_csv(rows, 0, picked, &out);
    assert_string_equal(out.data, "\"price\",\"id\"\r\n\"0.50\",\"1\"\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(cells_are_found_by_name),
        arena_test(null_is_zero_and_false),
        arena_test(json_has_each_type_as_it_is_written_there),
        arena_test(moments_within_json_are_in_zulu),
        arena_test(csv_has_a_line_of_names_and_one_a_row),
        arena_test(csv_has_the_columns_that_are_picked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
