/* Each id keeps the place at which it came. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "base/places.h"

static void an_id_keeps_its_place(void **state)
{
    struct places places = places_new(*state, 3);
    assert_int_equal(places_of(&places, 7), 0);
    assert_int_equal(places_of(&places, 0), 1);
    assert_int_equal(places_of(&places, 7), 0);
    assert_int_equal(places_of(&places, INT64_MAX), 2);
    assert_int_equal(places_of(&places, 0), 1);
    assert_int_equal(places.count, 3);
}

static void full_of_any_ids(void **state)
{
    static const int64_t steps[] = {1, 2, 1024, 1LL << 32, -1};
    for (size_t s = 0; s < LENGTH(steps); s++) {
        struct places places = places_new(*state, 1000);
        for (size_t round = 0; round < 2; round++)
            for (size_t i = 0; i < 1000; i++)
                assert_int_equal(places_of(&places, (int64_t)i * steps[s]), i);
        assert_int_equal(places.count, 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(an_id_keeps_its_place),
        arena_test(full_of_any_ids),
    };
    return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
