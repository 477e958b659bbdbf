/* A service with keys of a test's own, for what is signed or sealed; the state is its folder. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_TESTS_UNIT_KEYED_H
#define ORDERD_TESTS_UNIT_KEYED_H

#include "identity/folder.h"
#include "request.h"

static struct service service;

static inline int keyed_new(void **state)
{
    folder_new(state);
    service.keys = folder_keys(*state);
    return 0;
}

static inline int keyed_free(void **state)
{
    keys_close(service.keys);
    return folder_free(state);
}

static inline struct arena *keyed_arena(void **state)
{
    return ((struct folder *)*state)->arena;
}

#define keyed_test(function) cmocka_unit_test_setup_teardown(function, keyed_new, keyed_free)

#endif
