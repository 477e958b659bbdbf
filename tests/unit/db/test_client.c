/* Connection strings, looked at without connecting. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "db/client.h"

static void a_place_tells_no_secret(void **state)
{
    assert_string_equal(client_place(*state, "host=db1,db2 user=postgres password=secret dbname=x"),
                        "host='db1,db2'");
    assert_string_equal(
        client_place(*state, "postgresql://postgres:secret@db1:5433/x?sslmode=require"),
        "host='db1' port='5433' sslmode='require'");
    assert_string_equal(client_place(*state, "password=secret"), "");
}

static void a_place_is_quoted(void **state)
{
    const char *place = client_place(*state, "sslcert='/a \\'b\\\\c' password=secret");
    assert_string_equal(place, "sslcert='/a \\'b\\\\c'");
    assert_string_equal(client_place(*state, place), place);
}

static void a_user_is_found(void **state)
{
    assert_string_equal(client_user(*state, "host=db1 user=orderd_acme_app password=x"),
                        "orderd_acme_app");
    assert_string_equal(client_user(*state, "postgresql://someone@db1/x"), "someone");
    assert_null(client_user(*state, "dbname=x"));
}

static void what_is_none_is_refused(void **state)
{
    assert_null(client_user(*state, "nothing=1"));
    assert_null(client_place(*state, "db1"));
    assert_null(client_place(*state, "nothing=1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_place_tells_no_secret),
        arena_test(a_place_is_quoted),
        arena_test(a_user_is_found),
        arena_test(what_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
