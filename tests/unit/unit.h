/* What every unit test includes: cmocka with the headers it needs, and an arena for each test. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_TESTS_UNIT_H
#define ORDERD_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

static inline int unit_arena_new(void **state)
{
    *state = arena_new(4096);
    return 0;
}

static inline int unit_arena_free(void **state)
{
    arena_free(*state);
    return 0;
}

/* A test whose *state is a fresh arena. */
#define arena_test(function)                                                                       \
    cmocka_unit_test_setup_teardown(function, unit_arena_new, unit_arena_free)

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#endif
