/* Names that are misspelt are found, and the line says where. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "api/routes.h"
#include "gateway/name_check.h"
#include "gateway/route.h"

/* ---- columns ---- */

static const char price[] = "price", add[] = "add"; /* functions */
static const char *const none[] = {NULL};
static const char *const order[] = {"currency", "tax_rate", NULL};
static const char *const change[] = {"currency", "old_total", NULL};
static const char *const product[] = {"sku", NULL};
static const enum query order_facts[] = {Q_ORDER_CONTEXT, Q_NONE};
static const enum query both_facts[] = {Q_ORDER_CONTEXT, Q_ORDER_CHANGE_FACTS, Q_NONE};
static const enum query product_facts[] = {Q_PRODUCT_GET, Q_NONE};

/* What columns_check says of the uses, up to one without a function. */
static const char *said(struct arena *arena, const struct rows_use *uses)
{
    const char *const *columns[Q_COUNT];
    const struct rows_use *list[8];
    size_t count = 0;
    char why[200] = "";
    for (int query = 0; query < Q_COUNT; query++)
        columns[query] = none;
    columns[Q_ORDER_CONTEXT] = order;
    columns[Q_ORDER_CHANGE_FACTS] = change;
    columns[Q_PRODUCT_GET] = product;
    for (; uses[count].function; count++)
        list[count] = &uses[count];
    bool fit = columns_check(list, count, columns, why, sizeof why);
    assert_int_equal(fit, !*why);
    return arena_strdup(arena, why);
}

static void columns_of_facts_are_theirs(void **state)
{
    const struct rows_use fine[] = {{price, NULL, order_facts},
                                    {price, "currency", NULL},
                                    {price, "sku", NULL},
                                    {price, NULL, product_facts},
                                    {0}};
    const struct rows_use misspelt[] = {{price, NULL, order_facts}, {price, "curency", NULL}, {0}};
    const struct rows_use of_another[] = {{price, NULL, order_facts}, {price, "sku", NULL}, {0}};
    assert_string_equal(said(*state, fine), "");
    assert_string_equal(said(*state, misspelt),
                        "price reads the column curency, which order_context does not answer");
    assert_string_equal(said(*state, of_another),
                        "price reads the column sku, which order_context does not answer");
}

/* Of several statements the route reads one: each must have it. */
static void all_that_a_fact_may_be_have_the_column(void **state)
{
    const struct rows_use fine[] = {{price, NULL, both_facts}, {price, "currency", NULL}, {0}};
    const struct rows_use one[] = {{price, NULL, both_facts}, {price, "tax_rate", NULL}, {0}};
    assert_string_equal(said(*state, fine), "");
    assert_string_equal(
        said(*state, one),
        "price reads the column tax_rate, which order_change_facts does not answer");
}

/* Who is given rows reads what some statement answers; another's facts are nothing to it. */
static void who_takes_no_fact_reads_what_is_answered(void **state)
{
    const struct rows_use fine[] = {{price, NULL, order_facts}, {add, "sku", NULL}, {0}};
    const struct rows_use misspelt[] = {{price, NULL, order_facts}, {add, "skuu", NULL}, {0}};
    assert_string_equal(said(*state, fine), "");
    assert_string_equal(said(*state, misspelt),
                        "add reads the column skuu, which no statement answers");
}

static const char *reads(const struct rows *rows)
{
    return rows ? rows_text(rows, 0, "a_column_of_this_test") : NULL;
}

/* The linker has them. */
static void what_is_spelt_out_is_noted(void **state)
{
    (void)state;
    size_t count, found = 0;
    const struct rows_use *const *uses = rows_uses(&count);
    assert_null(reads(NULL));
    for (size_t i = 0; i < count; i++)
        found += strcmp(uses[i]->function, "reads") == 0 &&
                 strcmp(uses[i]->column, "a_column_of_this_test") == 0;
    assert_int_equal(found, 1);
}

/* ---- what is bound ---- */

static const struct field misspelt_fields[] = {
    {.name = "phone", .type = F_TEXT}, {.name = "fone", .type = F_TEXT}, {.name = NULL}};
static const struct schema misspelt_in = {.name = "Misspelt", .fields = misspelt_fields};

static const struct {
    struct route rows[2]; /* ended by one without a method */
    const char *line;
} cases[] = {
    {{{.method = "PATCH", .pattern = "/things/{id}", .body = &misspelt_in}},
     "PATCH /things/{id}: no statement binds fone, and no line of api/names.txt has it"},
    {{{.method = "GET", .pattern = "/things/{idd}", .facts = {Q_CUSTOMER_GET}}},
     "GET /things/{idd}: no statement binds idd, and no line of api/names.txt has it"},
};

static void a_name_that_nobody_has_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(cases); i++) {
        const struct route *const tables[] = {cases[i].rows, NULL};
        char why[300] = "";
        routes_open(tables);
        assert_false(names_check(why, sizeof why));
        assert_string_equal(why, cases[i].line);
    }
}

/* Nobody sets what a handler's statement binds, once the only route that takes it is gone. */
static void a_statement_without_its_route_is_told(void **state)
{
    static const struct route nothing[] = {{.method = NULL}};
    const struct route *const tables[] = {nothing, NULL};
    char why[300] = "";
    (void)state;
    routes_open(tables);
    assert_false(names_check(why, sizeof why));
    assert_non_null(strstr(why, ", which nobody sets"));
}

static void the_names_are_sound(void **state)
{
    char why[300] = "";
    (void)state;
    routes_open(api_routes);
    if (!names_check(why, sizeof why))
        fail_msg("%s", why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(columns_of_facts_are_theirs),
        arena_test(all_that_a_fact_may_be_have_the_column),
        arena_test(who_takes_no_fact_reads_what_is_answered),
        cmocka_unit_test(what_is_spelt_out_is_noted),
        cmocka_unit_test(a_name_that_nobody_has_is_told),
        cmocka_unit_test(a_statement_without_its_route_is_told),
        cmocka_unit_test(the_names_are_sound),
    };
    return cmocka_run_group_tests_name("name_check", tests, NULL, NULL);
}
