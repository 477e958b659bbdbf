/* The table of events, and what filters may name. */
/* SPDX-License-Identifier: MIT */
#include "../../unit.h"
#include "api/events/types.h"

#include <string.h>

static void rows_are_sorted_and_whole(void **state)
{
    for (const struct event_type *type = event_types; type->name; type++) {
        assert_non_null(strchr(type->name, '.'));
        assert_non_null(type->meaning);
        assert_null(schema_flaw(*state, type->data));
        assert_ptr_equal(event_type_named(type->name), type);
        if (type[1].name)
            assert_true(strcmp(type->name, type[1].name) < 0);
    }
}

static void filters_are_all_a_noun_or_an_event(void **state)
{
    static const char *const good[] = {"*", "order.*", "order.created", "user.*",
                                       "webhook.disabled"};
    static const char *const bad[] = {
        "",         "order", "order.",        "*.created", "order.*.x", "orde.*", "order.created.*",
        "order.c*", "**",    "ORDER.created", "."};
    (void)state;
    for (size_t i = 0; i < LENGTH(good); i++)
        assert_true(event_filter_known(good[i]));
    for (size_t i = 0; i < LENGTH(bad); i++)
        assert_false(event_filter_known(bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(rows_are_sorted_and_whole),
        cmocka_unit_test(filters_are_all_a_noun_or_an_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
