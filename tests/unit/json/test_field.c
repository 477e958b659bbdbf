/* Each type of field: what fits, what is refused, and with which word and sentence. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../unit.h"
#include "json/field.h"

static const struct word statuses[] = {
    {"approved", "confirmed"},
    {"confirmed", "confirmed"},
    {"pending", "pending"},
    {NULL, NULL},
};

static const struct field text = {.type = F_TEXT, .least = 2, .most = 5};
static const struct field any_text = {.type = F_TEXT};
static const struct field search_words = {.type = F_SEARCH};
static const struct field lines = {.type = F_LINES};
static const struct field email = {.type = F_EMAIL};
static const struct field password = {.type = F_PASSWORD, .secret = true};
static const struct field username = {.type = F_USERNAME};
static const struct field secret = {.type = F_TEXT, .secret = true, .least = 1, .most = 9};
static const struct field integer = {.type = F_INT};
static const struct field bounded = {.type = F_INT, .least = -5, .most = 100};
static const struct field from_one = {.type = F_INT, .least = 1};
static const struct field id = {.type = F_ID};
static const struct field money = {.type = F_MONEY};
static const struct field price = {.type = F_MONEY, .least = 1, .most = 99999999};
static const struct field weight = {.type = F_DECIMAL, .least = 1, .most = 1000500};
static const struct field rate = {.type = F_RATE, .least = 0, .most = 1000000};
static const struct field boolean = {.type = F_BOOL};
static const struct field moment = {.type = F_TIME};
static const struct field status = {.type = F_ENUM, .words = statuses};
static const struct field some = {.type = F_WORDS, .words = statuses};
static const struct field ordered = {.type = F_NAMES, .words = statuses};
static const struct field uuid = {.type = F_UUID};
static const struct field iso_code = {.type = F_LETTERS, .least = 2, .most = 3};
static const struct field line = {.type = F_ADDRESS};

static struct fault check(struct arena *arena, const struct field *field, const char *json,
                          bool query, const char **stored)
{
    const char *error;
    const struct json *node = json_read(arena, json, strlen(json), &error);
    if (!node)
        fail_msg("%s: %s", json, error);
    return field_check(arena, field, node, query, stored);
}

struct fitting {
    const struct field *field;
    const char *json, *stored;
};

static const struct fitting fitting[] = {
    {&text, "\"ab\"", "ab"},
    {&text, "\"abcde\"", "abcde"},
    {&text, "\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"",
     "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"},
    {&text, "\" \\u00a0ab \\u200b\"", "ab"},
    {&text, "\"ab  cd\"", "ab cd"},
    {&text, "\"Cafe\\u0301s\"", "Caf\xc3\xa9s"},
    {&any_text, "\"\"", ""},
    {&any_text, "\"  \"", ""},
    {&any_text, "\"\\u00a0<b>'; --\"", "<b>'; --"},
    {&search_words, "\" so\\u00adft  \"", "soft"},
    {&lines, "\" a\\r\\nb\\rc\\u200bd \"",
     "a\nb\nc\xe2\x80\x8b"
     "d"},
    {&email, "\" john@example.com\\u00a0\"", "john@example.com"},
    {&username, "\"Cafe\\u0301 \"", "Caf\xc3\xa9"},
    {&lines, "\"a\\n\\tb\"", "a\n\tb"},
    {&email, "\"Admin@Example.com\"", "Admin@Example.com"},
    {&password, "\"8 digits\"", "8 digits"},
    {&password, "\" \\n\\u0001 tabs\\t\"", " \n\x01 tabs\t"},
    {&secret, "\" \\n\\u0001\\t\\u007f\\u0085.\"", " \n\x01\t\x7f\xc2\x85."},
    {&integer, "0", "0"},
    {&integer, "\"42\"", "42"},
    {&integer, "-9223372036854775808", "-9223372036854775808"},
    {&integer, "9223372036854775807", "9223372036854775807"},
    {&bounded, "-5", "-5"},
    {&bounded, "100", "100"},
    {&from_one, "9223372036854775807", "9223372036854775807"},
    {&id, "1", "1"},
    {&id, "\"9223372036854775807\"", "9223372036854775807"},
    {&money, "19.9", "19.9"},
    {&money, "19.900", "19.900"},
    {&money, "1.000000000000000000", "1.000000000000000000"},
    {&money, "\"19.90\"", "19.90"},
    {&money, "-0.01", "-0.01"},
    {&money, "9999999999.99", "9999999999.99"},
    {&money, "-9999999999.99", "-9999999999.99"},
    {&price, "0.01", "0.01"},
    {&price, "999999.99", "999999.99"},
    {&weight, "0.001", "0.001"},
    {&weight, "1000.5", "1000.5"},
    {&rate, "0", "0"},
    {&rate, "0.082500", "0.082500"},
    {&rate, "1", "1"},
    {&boolean, "true", "true"},
    {&boolean, "false", "false"},
    {&moment, "\"2026-01-31T12:00:00Z\"", "2026-01-31T12:00:00Z"},
    {&status, "\"pending\"", "pending"},
    {&status, "\"PENDING\"", "pending"},
    {&status, "\"Approved\"", "confirmed"},
    {&some, "\"pending\"", "{pending}"},
    {&some, "\"Pending,APPROVED,pending\"", "{confirmed,pending}"},
    {&some, "\"!pending\"", "{confirmed}"},
    {&some, "\"!pending,!approved\"", "{}"},
    {&ordered, "\"pending\"", "pending"},
    {&ordered, "\"pending,APPROVED\"", "pending confirmed"},
    {&ordered, "\"confirmed,pending\"", "confirmed pending"},
    {&uuid, "\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
    {&iso_code, "\"dE\"", "dE"},
    {&line, "\"12 High Street\\nSpringfield\"", "12 High Street\nSpringfield"},
};

struct misfit {
    const struct field *field;
    const char *json, *code, *detail;
};

static const char no_control[] = "must not hold control characters";
static const char two_places[] = "must be a plain decimal with at most two places";

static const struct misfit misfits[] = {
    {&text, "1", "wrong_type", "must be a string"},
    {&text, "true", "wrong_type", "must be a string"},
    {&text, "[]", "wrong_type", "must be a string"},
    {&text, "{}", "wrong_type", "must be a string"},
    {&text, "\"a\"", "too_short", "must have at least 2 characters"},
    {&text, "\"\xe2\x82\xac\"", "too_short", "must have at least 2 characters"},
    {&text, "\"abcdef\"", "too_long", "must have at most 5 characters"},
    {&text, "\"a\\nb\"", "invalid_format", no_control},
    {&text, "\"a\\tb\"", "invalid_format", no_control},
    {&text, "\"a\\u007fb\"", "invalid_format", no_control},
    {&text, "\"a\\u0085b\"", "invalid_format", no_control},
    {&text, "\"a\\u009fb\"", "invalid_format", no_control},
    {&lines, "\"a\\u0007\"", "invalid_format", no_control},
    {&text, "\" \\u00a0 \"", "too_short", "must have at least 2 characters"},
    {&text, "\"a\\u200bb\"", "invalid_format", "must not hold invisible characters (U+200B)"},
    {&any_text, "\"a\\u200db\"", "invalid_format", "must not hold invisible characters (U+200D)"},
    {&username, "\"pay\\u202egap\"", "invalid_format",
     "must not hold invisible characters (U+202E)"},
    {&email, "1", "wrong_type", "must be a string"},
    {&email, "\"nobody\"", "invalid_format", "must be an e-mail address, as in name@example.com"},
    {&email, "\"a\\u200bb@example.com\"", "invalid_format",
     "must not hold invisible characters (U+200B)"},
    {&secret, "1", "wrong_type", "must be a string"},
    {&secret, "\"\"", "too_short", "must have at least 1 character"},
    {&secret, "\"\\t234567890\"", "too_long", "must have at most 9 characters"},
    {&password, "12345678", "wrong_type", "must be a string"},
    {&password, "\"12345678\"", "too_common", "is among the first that are guessed"},
    {&password, "\"PassWord1\"", "too_common", "is among the first that are guessed"},
    {&password, "\"PassWord 2026!\"", "too_common", "is among the first that are guessed"},
    {&password, "\"        \"", "invalid_format", "must not be blanks alone"},
    {&password, "\"1234567\"", "too_short", "must have at least 8 characters"},
    {&username, "1", "wrong_type", "must be a string"},
    {&username, "\"ab\"", "too_short", "must have at least 3 characters"},
    {&username, "\"a\\tb\"", "invalid_format", no_control},
    {&username, "\"john@example.com\"", "not_allowed", "must not hold an @, as addresses do"},
    {&username, "\"Admin\"", "not_allowed", "is a word that nobody has as a name"},
    {&integer, "1.0", "invalid_format", "must be a whole number"},
    {&integer, "1.5", "invalid_format", "must be a whole number"},
    {&integer, "1e2", "invalid_format", "must be a whole number"},
    {&integer, "\"\"", "invalid_format", "must be a whole number"},
    {&integer, "\"abc\"", "invalid_format", "must be a whole number"},
    {&integer, "\" 1\"", "invalid_format", "must be a whole number"},
    {&integer, "\"01\"", "invalid_format", "must be a whole number"},
    {&integer, "\"+1\"", "invalid_format", "must be a whole number"},
    {&integer, "true", "wrong_type", "must be a number"},
    {&integer, "[1]", "wrong_type", "must be a number"},
    {&integer, "9223372036854775808", "too_large", "must be at most 9223372036854775807"},
    {&integer, "-9223372036854775809", "too_small", "must be at least -9223372036854775808"},
    {&bounded, "-6", "too_small", "must be at least -5"},
    {&bounded, "101", "too_large", "must be at most 100"},
    {&bounded, "99999999999999999999999", "too_large", "must be at most 100"},
    {&from_one, "0", "too_small", "must be at least 1"},
    {&id, "0", "too_small", "must be at least 1"},
    {&id, "-1", "too_small", "must be at least 1"},
    {&money, "1.234", "invalid_format", two_places},
    {&money, "1.0000000000000000000", "invalid_format", two_places},
    {&money, "1e2", "invalid_format", two_places},
    {&money, "\"1E2\"", "invalid_format", two_places},
    {&money, "\"$5\"", "invalid_format", two_places},
    {&money, "\"5.\"", "invalid_format", two_places},
    {&money, "\".5\"", "invalid_format", two_places},
    {&money, "\"1,50\"", "invalid_format", two_places},
    {&money, "\"NaN\"", "invalid_format", two_places},
    {&money, "null", "wrong_type", "must be a number"},
    {&money, "10000000000", "too_large", "must be at most 9999999999.99"},
    {&money, "-10000000000", "too_small", "must be at least -9999999999.99"},
    {&money, "100000000000000000000000000000", "too_large", "must be at most 9999999999.99"},
    {&price, "0", "too_small", "must be at least 0.01"},
    {&price, "-0", "too_small", "must be at least 0.01"},
    {&price, "1000000", "too_large", "must be at most 999999.99"},
    {&weight, "0", "too_small", "must be at least 0.001"},
    {&weight, "1000.501", "too_large", "must be at most 1000.500"},
    {&weight, "1.2345", "invalid_format", "must be a plain decimal with at most three places"},
    {&rate, "1.000001", "too_large", "must be at most 1"},
    {&rate, "0.0000001", "invalid_format", "must be a plain decimal with at most six places"},
    {&boolean, "1", "wrong_type", "must be true or false"},
    {&boolean, "\"true\"", "wrong_type", "must be true or false"},
    {&moment, "\"2026-02-30\"", "invalid_format",
     "must be a date (2026-01-31) or a date and time with its offset (2026-01-31T12:00:00Z)"},
    {&moment, "1767225600", "wrong_type", "must be a string"},
    {&status, "\"\"", "not_allowed", "must be one of confirmed, pending"},
    {&status, "\"pendin\"", "not_allowed", "must be one of confirmed, pending"},
    {&status, "1", "wrong_type", "must be a string"},
    {&some, "\"\"", "too_short", "must have at least 1 character"},
    {&some, "\"pendin\"", "not_allowed", "must be one of confirmed, pending"},
    {&some, "\"pending,\"", "not_allowed", "must be one of confirmed, pending"},
    {&some, "\"pending, approved\"", "not_allowed", "must be one of confirmed, pending"},
    {&some, "\"!\"", "not_allowed", "must be one of confirmed, pending"},
    {&some, "\"pending,!approved\"", "invalid_format",
     "must have a ! before each of its words or before none"},
    {&some, "\"!pending,approved\"", "invalid_format",
     "must have a ! before each of its words or before none"},
    {&some, "7", "wrong_type", "must be a string"},
    {&ordered, "\"\"", "too_short", "must have at least 1 character"},
    {&ordered, "\"pending,\"", "not_allowed", "must be one of confirmed, pending"},
    {&ordered, "\"!pending\"", "not_allowed", "must be one of confirmed, pending"},
    {&ordered, "7", "wrong_type", "must be a string"},
    {&iso_code, "\"d\"", "too_short", "must have at least 2 characters"},
    {&iso_code, "\"d1\"", "invalid_format", "must be letters from A to Z alone"},
    {&iso_code, "\"d\u00eb\"", "invalid_format", "must be letters from A to Z alone"},
    {&iso_code, "7", "wrong_type", "must be a string"},
    {&uuid, "\"x\"", "invalid_format", "must be a UUID"},
    {&uuid, "7", "wrong_type", "must be a string"},
    {&line, "\"\"", "too_short", "must have at least 1 character"},
};

static void what_fits_is_stored_as_sent(void **state)
{
    for (size_t i = 0; i < LENGTH(fitting); i++) {
        const char *stored = NULL;
        struct fault fault = check(*state, fitting[i].field, fitting[i].json, false, &stored);
        if (fault.code)
            fail_msg("%s: %s, %s", fitting[i].json, fault.code, fault.detail);
        assert_string_equal(stored, fitting[i].stored);
    }
}

static void what_does_not_fit_has_a_code_and_a_sentence(void **state)
{
    for (size_t i = 0; i < LENGTH(misfits); i++) {
        const struct misfit *row = &misfits[i];
        const char *stored;
        struct fault fault = check(*state, row->field, row->json, false, &stored);
        if (!fault.code)
            fail_msg("%s was taken, not %s", row->json, row->code);
        if (strcmp(fault.code, row->code) != 0 || strcmp(fault.detail, row->detail) != 0)
            fail_msg("%s: %s, %s; not %s, %s", row->json, fault.code, fault.detail, row->code,
                     row->detail);
    }
}

/* A JSON string of `length` letters. */
static const char *letters(struct arena *arena, size_t length)
{
    char *json = arena_alloc(arena, length + 3);
    memset(json, 'a', length + 2);
    json[0] = json[length + 1] = '"';
    return json;
}

static void types_bound_their_texts(void **state)
{
    static const struct {
        const struct field *field;
        size_t most;
    } rows[] = {{&any_text, 255}, {&lines, 4000}, {&password, 128}, {&line, 500}};
    const char *stored;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct fault fault =
            check(*state, rows[i].field, letters(*state, rows[i].most), false, &stored);
        assert_null(fault.code);
        fault = check(*state, rows[i].field, letters(*state, rows[i].most + 1), false, &stored);
        assert_string_equal(fault.code, "too_long");
    }
}

static void an_address_has_at_most_254_characters(void **state)
{
    struct arena *arena = *state;
    for (size_t length = 254; length <= 255; length++) {
        char *json = arena_printf(arena, "\"%*s@b.example\"", (int)length - 10, "a");
        for (char *c = json; *c; c++)
            if (*c == ' ')
                *c = 'a';
        assert_int_equal(strlen(json), length + 2);
        const char *stored;
        struct fault fault = check(arena, &email, json, false, &stored);
        if (length == 254)
            assert_null(fault.code);
        else
            assert_string_equal(fault.code, "too_long");
    }
}

static void a_query_holds_strings(void **state)
{
    const char *stored;
    assert_null(check(*state, &boolean, "\"true\"", true, &stored).code);
    assert_string_equal(stored, "true");
    assert_null(check(*state, &boolean, "\"false\"", true, &stored).code);
    assert_string_equal(stored, "false");
    assert_string_equal(check(*state, &boolean, "\"yes\"", true, &stored).code, "invalid_format");
    assert_string_equal(check(*state, &boolean, "\"\"", true, &stored).code, "invalid_format");
    assert_null(check(*state, &integer, "\"7\"", true, &stored).code);
}

static void a_query_that_is_not_utf8_is_refused(void **state)
{
    const char *stored;
    const struct json *node = json_node(*state, JSON_STRING, "search", "a\xff");
    struct fault fault = field_check(*state, &any_text, node, true, &stored);
    assert_string_equal(fault.code, "invalid_format");
}

static void bounds_are_the_types_unless_named(void **state)
{
    (void)state;
    static const struct field items = {.type = F_ARRAY, .least = 1, .most = 100};
    struct bounds bounds = field_bounds(&items);
    assert_true(bounds.least == 1 && bounds.most == 100);
    bounds = field_bounds(&id);
    assert_true(bounds.least == 1 && bounds.most == INT64_MAX);
    bounds = field_bounds(&from_one);
    assert_true(bounds.least == 1 && bounds.most == INT64_MAX);
    bounds = field_bounds(&bounded);
    assert_true(bounds.least == -5 && bounds.most == 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(what_fits_is_stored_as_sent),
        arena_test(what_does_not_fit_has_a_code_and_a_sentence),
        arena_test(types_bound_their_texts),
        arena_test(an_address_has_at_most_254_characters),
        arena_test(a_query_holds_strings),
        arena_test(a_query_that_is_not_utf8_is_refused),
        cmocka_unit_test(bounds_are_the_types_unless_named),
    };
    return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
