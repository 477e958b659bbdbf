/* Idempotency keys: which are good, what is bound of them, and what was made with one before. */
/* SPDX-License-Identifier: MIT */
#include "../keyed.h"
#include "../rows.h"
#include "gateway/idempotency.h"

static const struct route makes = {
    .method = "POST", .pattern = "/things", .flags = R_CREATES | R_NO_CONTENT, .status = 201};
static const struct route reads = {.method = "GET", .pattern = "/things"};
static const struct route entries = {.method = "POST", .pattern = "/bulk", .flags = R_ENTRIES};

static struct request *keyed(void **state, const struct route *route, const char *key,
                             const char *body)
{
    struct arena *arena = keyed_arena(state);
    struct request *r = REQUEST(arena, &service, route, "ROUTE_PATH=/api/v1/things",
                                arena_printf(arena, "HTTP_IDEMPOTENCY_KEY=%s", key));
    r->body = body;
    r->body_length = strlen(body);
    return r;
}

static const char *of_length(void **state, size_t length)
{
    char *key = arena_alloc(keyed_arena(state), length + 1);
    memset(key, 'k', length);
    return key;
}

static void a_key_is_bare_or_quoted(void **state)
{
    static const char *const keys[][2] = {
        {"k", "k"}, {"\"k\"", "k"}, {"a b~", "a b~"}, {"\"", "\""}, {"\"k", "\"k"}};
    for (size_t i = 0; i < LENGTH(keys); i++) {
        struct request *r = keyed(state, &makes, keys[i][0], "{}");
        assert_int_equal(idempotency_read(r), E_OK);
        assert_string_equal(values_get(&r->values, P_IDEMPOTENCY_KEY), keys[i][1]);
        assert_true(idempotency_keyed(r));
    }
}

static void a_key_has_1_to_255_printable_characters(void **state)
{
    const char *const bad[] = {"", "\"\"", "a\tb", "caf\xc3\xa9", "\x7f", of_length(state, 256)};
    for (size_t i = 0; i < LENGTH(bad); i++)
        assert_int_equal(idempotency_read(keyed(state, &makes, bad[i], "{}")), E_BAD_HEADER);
    assert_int_equal(idempotency_read(keyed(state, &makes, of_length(state, 255), "{}")), E_OK);
}

static void what_makes_nothing_reads_no_key(void **state)
{
    struct request *r = keyed(state, &reads, "k", "");
    assert_int_equal(idempotency_read(r), E_OK);
    assert_null(r->key);
    assert_false(idempotency_keyed(r));
}

static void a_key_for_entries_is_read_and_used_by_each_alone(void **state)
{
    struct request *r = keyed(state, &entries, "k", "{}");
    assert_int_equal(idempotency_read(r), E_OK);
    assert_string_equal(r->key, "k");
    assert_false(idempotency_keyed(r));
}

static void a_dry_run_uses_no_key(void **state)
{
    struct request *r = keyed(state, &makes, "k", "{}");
    values_set(&r->values, P_DRY_RUN, "true");
    assert_int_equal(idempotency_read(r), E_OK);
    assert_false(idempotency_keyed(r));
}

static const char *hash_of(struct request *r)
{
    assert_int_equal(idempotency_read(r), E_OK);
    return values_get(&r->values, P_REQUEST_HASH);
}

static void the_same_request_has_the_same_hash_and_no_other(void **state)
{
    const char *hash = hash_of(keyed(state, &makes, "k", "{\"a\":1}"));
    assert_string_equal(hash_of(keyed(state, &makes, "other", "{\"a\":1}")), hash);
    assert_string_not_equal(hash_of(keyed(state, &makes, "k", "{\"a\":2}")), hash);
    struct request *asked = keyed(state, &makes, "k", "{\"a\":1}");
    asked->query = "b=1";
    assert_string_not_equal(hash_of(asked), hash);
    asked = keyed(state, &makes, "k", "{\"a\":1}");
    asked->path = "/others";
    assert_string_not_equal(hash_of(asked), hash);
}

static const struct column columns[] = {{"id", INT8}, {"status", INT8}, {"same_request", BOOL}};

static enum error replayed(struct request *r, const struct rows *found, const struct rows **shown)
{
    *shown = NULL;
    return idempotency_replay(r, found, shown);
}

static void a_key_that_was_used_answers_as_it_did(void **state)
{
    const struct rows *shown;
    struct request *r = keyed(state, &makes, "k", "{}");
    const struct rows *found = ROWS(r->arena, columns, "7", "201", "t");
    assert_int_equal(replayed(r, found, &shown), E_OK);
    assert_ptr_equal(shown, found);
    assert_int_equal(r->reply.status, 201);
    assert_string_equal(values_get(&r->values, P_ID), "7");
    assert_string_equal(r->reply.headers.data, "Idempotent-Replayed: true\r\n");
}

static void a_key_that_was_used_for_something_else_is_refused(void **state)
{
    const struct rows *shown;
    struct request *r = keyed(state, &makes, "k", "{}");
    assert_int_equal(replayed(r, ROWS(r->arena, columns, "7", "201", "f"), &shown),
                     E_IDEMPOTENCY_KEY_REUSED);
    assert_null(shown);
}

static void a_key_that_was_not_used_answers_nothing(void **state)
{
    const struct rows *shown;
    struct request *r = keyed(state, &makes, "k", "{}");
    assert_int_equal(replayed(r, NULL, &shown), E_OK);
    assert_null(shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        keyed_test(a_key_is_bare_or_quoted),
        keyed_test(a_key_has_1_to_255_printable_characters),
        keyed_test(what_makes_nothing_reads_no_key),
        keyed_test(a_key_for_entries_is_read_and_used_by_each_alone),
        keyed_test(a_dry_run_uses_no_key),
        keyed_test(the_same_request_has_the_same_hash_and_no_other),
        keyed_test(a_key_that_was_used_answers_as_it_did),
        keyed_test(a_key_that_was_used_for_something_else_is_refused),
        keyed_test(a_key_that_was_not_used_answers_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
