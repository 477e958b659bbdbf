/* Where a request may go. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "net/fetch.h"

static void https_and_this_machine_are_safe(void **state)
{
    (void)state;
    static const char *const safe[] = {"https://example.com/keys", "http://127.0.0.1:8080/x",
                                       "http://localhost/x", "http://[::1]:1/"};
    static const char *const unsafe[] = {"http://example.com/",
                                         "http://127.0.0.1.example.com/",
                                         "http://localhost.example.com/",
                                         "http://127.0.0.1:80@example.com/",
                                         "https://user@example.com/",
                                         "ftp://localhost/",
                                         "file:///etc/passwd",
                                         "",
                                         "/x"};
    for (size_t i = 0; i < LENGTH(safe); i++)
        assert_true(fetch_is_safe(safe[i]));
    for (size_t i = 0; i < LENGTH(unsafe); i++)
        assert_false(fetch_is_safe(unsafe[i]));
}

static void what_is_not_safe_is_not_asked(void **state)
{
    const struct fetch request = {.url = "http://example.invalid/", .seconds = 1};
    struct fetched reply = fetch(*state, &request);
    assert_int_equal(reply.status, 0);
    assert_string_equal(reply.why, "address_not_allowed");
}

/* Port 1 of this machine: nobody listens there. */
static void nobody_at_home_is_said_in_a_word(void **state)
{
    const struct fetch request = {.url = "http://127.0.0.1:1/", .seconds = 5};
    struct fetched reply = fetch(*state, &request);
    assert_int_equal(reply.status, 0);
    assert_string_equal(reply.why, "connection_refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(https_and_this_machine_are_safe),
        arena_test(what_is_not_safe_is_not_asked),
        arena_test(nobody_at_home_is_said_in_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
