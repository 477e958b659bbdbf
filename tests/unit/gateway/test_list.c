/* Pages: by number, by cursor, and cursors that were not made here. */
/* SPDX-License-Identifier: MIT */
#include "../keyed.h"
#include "../rows.h"
#include "gateway/list.h"

static const struct sort sorts[] = {
    {"newest", Q_AUDIT_LIST, NULL},
    {"name", Q_MOVEMENTS_LIST, "name"},
    {.name = NULL},
};
static const struct list list = {sorts, Q_ORDERS_COUNT};
static const struct route things = {.pattern = "/things", .list = &list};
static const struct route others = {.pattern = "/others", .list = &list};

static const struct column columns[] = {{"id", INT8}, {"name", TEXT}};
static const struct column counted[] = {{"total", INT8}};

static struct request *listing(struct arena *arena, const struct route *route, const char *query,
                               const char *limit)
{
    struct request *r = REQUEST(arena, &service, route, "ROUTE_PATH=/api/v1/things",
                                arena_printf(arena, "QUERY_STRING=%s", query));
    values_set(&r->values, P_LIMIT, limit);
    return r;
}

static void assert_refused(struct request *r, const char *pointer, const char *code)
{
    struct plan plan = {0};
    assert_int_equal(list_plan(r, &plan), E_BAD_QUERY);
    assert_string_equal(r->invalid.first->pointer, pointer);
    assert_string_equal(r->invalid.first->code, code);
}

static void a_page_is_one_row_more_from_its_offset(void **state)
{
    struct plan plan = {0};
    struct request *r = listing(keyed_arena(state), &things, "", "20");
    values_set(&r->values, P_PAGE, "3");
    assert_int_equal(list_plan(r, &plan), E_OK);
    assert_string_equal(values_get(&r->values, P_SORT), "newest");
    assert_string_equal(values_get(&r->values, P_PAGE_ROWS), "21");
    assert_string_equal(values_get(&r->values, P_PAGE_OFFSET), "40");
    assert_int_equal(plan.count, 3);
    assert_int_equal(plan.list[0], Q_LIST_BEGIN);
    assert_int_equal(plan.list[1], Q_AUDIT_LIST);
    assert_int_equal(plan.list[2], Q_ORDERS_COUNT);
}

static void pages_end_at_row_ten_thousand(void **state)
{
    struct plan plan = {0};
    struct request *r = listing(keyed_arena(state), &things, "", "100");
    values_set(&r->values, P_PAGE, "100");
    assert_int_equal(list_plan(r, &plan), E_OK);
    values_set(&r->values, P_PAGE, "101");
    assert_refused(r, "?page", "too_large");
}

static void what_is_no_order_of_the_list_is_refused(void **state)
{
    struct request *r = listing(keyed_arena(state), &things, "", "20");
    values_set(&r->values, P_SORT, "price");
    assert_refused(r, "?sort", "not_allowed");
}

static void page_and_cursor_exclude_each_other(void **state)
{
    struct request *r = listing(keyed_arena(state), &things, "", "20");
    values_set(&r->values, P_PAGE, "1");
    values_set(&r->values, P_CURSOR, "x");
    assert_refused(r, "?page", "exactly_one");
}

/* The reply to a request for two rows by name, of which `name` leads the second. */
static struct request *first_page(struct arena *arena, const char *query, const char *name,
                                  const char *total)
{
    struct plan plan = {0};
    struct request *r = listing(arena, &things, query, "2");
    values_set(&r->values, P_SORT, "name");
    assert_int_equal(list_plan(r, &plan), E_OK);
    r->facts[1] = ROWS(arena, columns, "7", "Axe", "3", name, "9", "Saw");
    r->facts[2] = ROWS(arena, counted, total);
    list_reply(r, 1);
    return r;
}

/* Its next_cursor. */
static const char *cursor_of(struct request *r)
{
    static const char member[] = "\"next_cursor\":\"";
    const char *at = strstr(r->reply.body.data, member);
    assert_non_null(at);
    at += sizeof member - 1;
    return arena_strndup(r->arena, at, strcspn(at, "\""));
}

static void a_page_shows_what_there_is_and_names_the_next(void **state)
{
    struct arena *arena = keyed_arena(state);
    struct request *r = first_page(arena, "sort=name&page=1&limit=2&q=a b", "Pen", "3");
    const char *cursor = cursor_of(r);
    assert_string_equal(
        r->reply.body.data,
        arena_printf(arena,
                     "{\"data\":[{\"id\":7,\"name\":\"Axe\"},{\"id\":3,\"name\":\"Pen\"}],"
                     "\"page\":1,\"limit\":2,\"total\":3,\"pages\":2,\"next_cursor\":\"%s\"}",
                     cursor));
    assert_string_equal(r->reply.headers.data,
                        arena_printf(arena,
                                     "Link: </api/v1/things?sort=name&limit=2&q=a%%20b&cursor=%s>; "
                                     "rel=\"next\"\r\n",
                                     cursor));
}

static void the_last_page_names_none(void **state)
{
    struct arena *arena = keyed_arena(state);
    struct plan plan = {0};
    struct request *r = listing(arena, &things, "", "2");
    assert_int_equal(list_plan(r, &plan), E_OK);
    r->facts[0] = ROWS(arena, columns, "7", "Axe");
    r->facts[1] = ROWS(arena, counted, "1");
    list_reply(r, 0);
    assert_string_equal(
        r->reply.body.data,
        "{\"data\":[{\"id\":7,\"name\":\"Axe\"}],\"page\":1,\"limit\":2,\"total\":1,"
        "\"pages\":1,\"next_cursor\":null}");
    assert_int_equal(r->reply.headers.length, 0);
}

static void what_is_counted_ends_at_ten_thousand(void **state)
{
    struct request *r = first_page(keyed_arena(state), "", "Pen", "10001");
    assert_non_null(
        strstr(r->reply.body.data, "\"total\":10000,\"total_capped\":true,\"pages\":5000,"));
}

static enum error follow(struct arena *arena, const struct route *route, const char *cursor,
                         const char *sort, struct request **r)
{
    struct plan plan = {0};
    *r = listing(arena, route, "", "2");
    values_set(&(*r)->values, P_CURSOR, cursor);
    if (sort)
        values_set(&(*r)->values, P_SORT, sort);
    enum error error = list_plan(*r, &plan);
    if (!error)
        assert_int_equal(plan.count, 2); /* nothing is counted again */
    return error;
}

static void a_cursor_goes_on_behind_the_last_row(void **state)
{
    static const char *const names[] = {"Pen", "", "two\nlines", "\xf0\x9f\x96\x8a"};
    struct arena *arena = keyed_arena(state);
    struct request *r;
    for (size_t i = 0; i < LENGTH(names); i++) {
        const char *cursor = cursor_of(first_page(arena, "", names[i], "3"));
        assert_int_equal(follow(arena, &things, cursor, NULL, &r), E_OK);
        assert_string_equal(values_get(&r->values, P_SORT), "name");
        assert_string_equal(values_get(&r->values, P_AFTER_KEY), names[i]);
        assert_string_equal(values_get(&r->values, P_AFTER_ID), "3");
        assert_int_equal(follow(arena, &things, cursor, "name", &r), E_OK);
    }
}

static void the_longest_name_fits_into_a_cursor(void **state)
{
    struct arena *arena = keyed_arena(state);
    struct request *r;
    struct buf name = buf_new(arena);
    for (int i = 0; i < 200; i++)
        buf_text(&name, "\xf0\x9f\x96\x8a");
    const char *cursor = cursor_of(first_page(arena, "", name.data, "3"));
    assert_true(strlen(cursor) <= 1200); /* list_query's most */
    assert_int_equal(follow(arena, &things, cursor, NULL, &r), E_OK);
    assert_string_equal(values_get(&r->values, P_AFTER_KEY), name.data);
}

static void a_cursor_of_another_list_or_order_is_refused(void **state)
{
    struct arena *arena = keyed_arena(state);
    struct request *r;
    const char *cursor = cursor_of(first_page(arena, "", "Pen", "3"));
    assert_int_equal(follow(arena, &others, cursor, NULL, &r), E_BAD_CURSOR);
    assert_int_equal(follow(arena, &things, cursor, "newest", &r), E_BAD_CURSOR);
}

/* A bit changed anywhere, and every length that is shorter. */
static void a_cursor_that_was_changed_is_refused(void **state)
{
    struct arena *arena = keyed_arena(state);
    struct request *r;
    const char *cursor = cursor_of(first_page(arena, "", "Pen", "3"));
    for (size_t i = 0; cursor[i]; i++) {
        char *other = arena_strdup(arena, cursor);
        other[i] = other[i] == 'A' ? 'B' : 'A';
        assert_int_equal(follow(arena, &things, other, NULL, &r), E_BAD_CURSOR);
        other[i] = '\0';
        assert_int_equal(follow(arena, &things, other, NULL, &r), E_BAD_CURSOR);
    }
    assert_int_equal(follow(arena, &things, "no base64!", NULL, &r), E_BAD_CURSOR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        keyed_test(a_page_is_one_row_more_from_its_offset),
        keyed_test(pages_end_at_row_ten_thousand),
        keyed_test(what_is_no_order_of_the_list_is_refused),
        keyed_test(page_and_cursor_exclude_each_other),
        keyed_test(a_page_shows_what_there_is_and_names_the_next),
        keyed_test(the_last_page_names_none),
        keyed_test(what_is_counted_ends_at_ten_thousand),
        keyed_test(a_cursor_goes_on_behind_the_last_row),
        keyed_test(the_longest_name_fits_into_a_cursor),
        keyed_test(a_cursor_of_another_list_or_order_is_refused),
        keyed_test(a_cursor_that_was_changed_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
