/* Statements that answer other columns than a route promises are found, and the line says where. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "gateway/answers.h"
#include "gateway/route.h"

static const struct field fields[] = {
    {.name = "id", .type = F_ID, .uses = OUT},
    {.name = "name", .type = F_TEXT, .uses = IN | OUT},
    {.name = "secret", .type = F_TEXT, .uses = IN},
    {.name = NULL},
};
static const struct schema thing = {"Thing", fields, .use = OUT};
static const struct sort sorts[] = {{"sku", Q_PRODUCTS_BY_NAME, "sku"}, {NULL, Q_NONE, NULL}};
static const struct list things = {sorts, Q_PRODUCTS_COUNT};

static const struct route one[] = {
    {.method = "GET", .pattern = "/things/{id}", .facts = {Q_PRODUCT_GET}, .answer = &thing},
    {.method = NULL},
};
static const struct route many[] = {
    {.method = "GET", .pattern = "/things", .list = &things, .answer = &thing},
    {.method = NULL},
};

static const char *const good[] = {"name", "id", "_rank", NULL};
static const char *const total[] = {"total", NULL};

/* What is said of a table whose statements answer these columns; the others answer none. */
static const char *said(struct arena *arena, const struct route *table, const char *const *answered,
                        const char *const *counted)
{
    static const char *const none[] = {NULL};
    const struct route *const tables[] = {table, NULL};
    const char *const *columns[Q_COUNT];
    char why[200] = "";
    for (int query = 0; query < Q_COUNT; query++)
        columns[query] = none;
    columns[Q_PRODUCT_GET] = columns[Q_PRODUCTS_BY_NAME] = answered;
    columns[Q_PRODUCTS_COUNT] = counted;
    routes_open(tables);
    bool fit = routes_fit(columns, why, sizeof why);
    assert_int_equal(fit, !*why);
    return arena_strdup(arena, why);
}

static void in_any_order_and_with_the_programs_own(void **state)
{
    assert_string_equal(said(*state, one, good, total), "");
}

static void one_that_is_lacking(void **state)
{
    static const char *const columns[] = {"id", "nam", NULL};
    assert_string_equal(said(*state, one, columns, total),
                        "GET /things/{id}: product_get lacks the column name");
}

static void one_that_nobody_promised(void **state)
{
    static const char *const columns[] = {"id", "name", "secret", NULL};
    assert_string_equal(
        said(*state, one, columns, total),
        "GET /things/{id}: product_get has the column secret, which no schema names");
}

static void what_a_cursor_holds(void **state)
{
    static const char *const columns[] = {"id", "name", "sku", NULL};
    assert_string_equal(said(*state, many, columns, total), "");
    assert_string_equal(said(*state, many, good, total),
                        "GET /things: products_by_name lacks the column sku");
}

static void the_total_of_a_list(void **state)
{
    static const char *const columns[] = {"id", "name", "sku", NULL};
    assert_string_equal(said(*state, many, columns, good),
                        "GET /things: products_count lacks the column total");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(in_any_order_and_with_the_programs_own),
        arena_test(one_that_is_lacking),
        arena_test(one_that_nobody_promised),
        arena_test(what_a_cursor_holds),
        arena_test(the_total_of_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
