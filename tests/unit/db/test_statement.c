/* Names of parameters: the same by number and by text. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "db/statement.h"

static void every_name_is_found(void **state)
{
    (void)state;
    for (int name = P_NONE + 1; name < P_COUNT; name++)
        assert_int_equal(parameter_named(parameter_names[name]), name);
}

static void what_is_no_name_is_none(void **state)
{
    (void)state;
    static const char *const others[] = {"", "a", "zzz", "order_i", "order_idd", "has_note"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(parameter_named(others[i]), P_NONE);
}

static const struct binding *binding(enum query query, enum parameter name, bool asks)
{
    const struct statement *statement = &statements[query];
    for (int i = 0; i < statement->parameter_count; i++)
        if (statement->parameters[i].name == name && statement->parameters[i].asks == asks)
            return &statement->parameters[i];
    return NULL;
}

/* PATCH tells absent from null: :has_phone beside :phone. */
static void a_statement_asks_whether_and_what(void **state)
{
    (void)state;
    assert_non_null(binding(Q_CUSTOMER_UPDATE, P_PHONE, true));
    assert_non_null(binding(Q_CUSTOMER_UPDATE, P_PHONE, false));
    assert_null(binding(Q_CUSTOMER_GET, P_PHONE, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_is_found),
        cmocka_unit_test(what_is_no_name_is_none),
        cmocka_unit_test(a_statement_asks_whether_and_what),
    };
    return cmocka_run_group_tests_name("statement", tests, NULL, NULL);
}
