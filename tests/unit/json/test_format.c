/* E-mail addresses as HTML takes them, searches, UUIDs, and times that the calendar has. */
/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>

#include "../unit.h"
#include "json/format.h"

#define SIXTY_THREE "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0"

static const char *const emails[] = {
    "admin@example.com",
    "a@b",
    "first.last+tag@sub.example.co.uk",
    "!#$%&'*+/=?^_`{|}~-@example.com",
    "A.B@EXAMPLE.COM",
    ".a.@x-y.z", /* HTML's rule is looser than RFC 5321 here */
    "1@1.2",
    "a@" SIXTY_THREE ".com",
    "jos\xc3\xa9@example.com",
    "info@m\xc3\xbcller.example",
    "\xe7\x94\xa8\xe6\x88\xb7@\xe4\xbe\x8b\xe5\xad\x90.example",
    "a@xn--mller-kva.example",
};

static const char *const not_emails[] = {
    "",
    "a",
    "@",
    "a@",
    "@b",
    "a@b@c",
    "a b@c",
    "a@b c",
    "a@.b",
    "a@b.",
    "a@b..c",
    "a@-b",
    "a@b-",
    "a@b-.c",
    "a@b_c",
    "a(b)@c",
    "\"a\"@b",
    "a@[1.2.3.4]",
    "a@b,c",
    "a,b@c",
    "a@b\n",
    " a@b",
    "a@b ",
    "a@b\xc3\xa9 c",
    "a@\xe2\x98\x83\xcc\x81.\xe2\x90\xa4",
    "a@-\xc3\xa9.example",
    "a@x" SIXTY_THREE ".com",
};

static bool is_email(const char *text)
{
    return !format_email_flaw(text);
}

/* How it is written, and the form of it. */
static const char *const forms[][2] = {
    {"A.B@EXAMPLE.COM", "A.B@EXAMPLE.COM"},
    {"info@m\xc3\xbcller.example", "info@m\xc3\xbcller.example"},
    {"info@M\xc3\x9cLLER.Example", "info@m\xc3\xbcller.example"},
    {"info@xn--mller-kva.example", "info@m\xc3\xbcller.example"},
    {"Info@sub.XN--MLLER-KVA.example", "Info@sub.m\xc3\xbcller.example"},
    {"a@xn--strae-oqa.example", "a@stra\xc3\x9f"
                                "e.example"},
    {"a@xn--fsqu00a.xn--0zwm56d", "a@\xe4\xbe\x8b\xe5\xad\x90.\xe6\xb5\x8b\xe8\xaf\x95"},
    {"xn--mller-kva@example.com", "xn--mller-kva@example.com"},
    {"a@xn--0.example", "a@xn--0.example"},       /* stands for nothing */
    {"a@xn--ls8h.example", "a@xn--ls8h.example"}, /* for no letter */
};

static const char *const searches[] = {
    "a",
    "9",
    "__Z",
    "\xc3\xa9",
    "-\xd0\xb6",
    "\xe8\x87\xaa",
    "\xf0\xa0\x80\x80",
    "\xe2\x80\x94 \xce\xb1",
};

static const char *const not_searches[] = {
    "", "____", "%%", "--", " ", "'\"\\", "\xe2\x80\x94", "\xf0\x9f\x98\x80", "\xe3\x80\x82",
};

static const char *const uuids[] = {
    "00000000-0000-0000-0000-000000000000",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", /* RFC 9562 */
    "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
};

static const char *const not_uuids[] = {
    "",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf66",
    "f81d4fae7dec11d0a76500a0c91e6bf6",
    "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "f81d4fae_7dec-11d0-a765-00a0c91e6bf6",
    "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
    "f81d4fae-7dec-11d0-a765-00a0c91e6b-6",
};

static const char *const times[] = {
    "1985-04-12T23:20:50.52Z", /* the examples of RFC 3339 section 5.8 */
    "1996-12-19T16:39:57-08:00",
    "1990-12-31T23:59:60Z",
    "1990-12-31T15:59:60-08:00",
    "1937-01-01T12:00:27.87+00:20",
    "2026-01-31",
    "2024-02-29",
    "2000-02-29",
    "2026-12-31T00:00:00Z",
    "2026-01-31t12:00:00z",
    "2026-01-31T12:00:00.123456789+14:00",
    "0001-01-01",
    "9999-12-31T23:59:59Z",
};

static const char *const not_times[] = {
    "",
    "2026",
    "2026-01",
    "2026-02-30",
    "2026-02-29",
    "1900-02-29",
    "2026-04-31",
    "2026-13-01",
    "2026-00-01",
    "2026-01-00",
    "2026-01-32",
    "0000-01-01",
    "26-01-31",
    "2026-1-31",
    "2026-01-3",
    "20260131",
    "2026/01/31",
    "2026-01-31T",
    "2026-01-31T12",
    "2026-01-31T12:00Z",
    "2026-01-31T12:00:00",
    "2026-01-31 12:00:00Z",
    "2026-01-31T24:00:00Z",
    "2026-01-31T12:60:00Z",
    "2026-01-31T12:00:61Z",
    "2026-01-31T12:00:00.Z",
    "2026-01-31T12:00:00.1234567890Z",
    "2026-01-31T12:00:00+2:00",
    "2026-01-31T12:00:00+0200",
    "2026-01-31T12:00:00+02",
    "2026-01-31T12:00:00+16:00",
    "2026-01-31T12:00:00+02:60",
    "2026-01-31T12:00:00 02:00",
    "2026-01-31T12:00:00Zx",
    "2026-01-31T12:00:00Z ",
    " 2026-01-31",
    "2026-01-31x",
    "+2026-01-31",
    "today",
    "now",
    "infinity",
    "epoch",
};

static void assert_all(bool (*is)(const char *), const char *const *texts, size_t count,
                       bool expected)
{
    for (size_t i = 0; i < count; i++)
        if (is(texts[i]) != expected)
            fail_msg("\"%s\" was %s", texts[i], expected ? "refused" : "taken");
}

static void email_addresses(void **state)
{
    (void)state;
    assert_all(is_email, emails, LENGTH(emails), true);
    assert_all(is_email, not_emails, LENGTH(not_emails), false);
}

static void email_addresses_have_one_form(void **state)
{
    for (size_t i = 0; i < LENGTH(forms); i++) {
        assert_string_equal(format_email_form(*state, forms[i][0]), forms[i][1]);
        assert_string_equal(format_email_form(*state, forms[i][1]), forms[i][1]);
    }
}

static void search_texts(void **state)
{
    (void)state;
    assert_all(format_is_search, searches, LENGTH(searches), true);
    assert_all(format_is_search, not_searches, LENGTH(not_searches), false);
}

static void uuid_texts(void **state)
{
    (void)state;
    assert_all(format_is_uuid, uuids, LENGTH(uuids), true);
    assert_all(format_is_uuid, not_uuids, LENGTH(not_uuids), false);
}

static void calendar_times(void **state)
{
    (void)state;
    assert_all(format_is_time, times, LENGTH(times), true);
    assert_all(format_is_time, not_times, LENGTH(not_times), false);
    assert_true(format_is_date("2026-02-28"));
    assert_false(format_is_date("2026-02-29"));
    assert_false(format_is_date("2026-01-31T12:00:00Z"));
}

static void periods_that_run_backwards(void **state)
{
    (void)state;
    static const char *const reversed[][2] = {
        {"2026-02-01", "2026-01-31"},
        {"2026-01-31T12:00:00Z", "2026-01-31T11:59:59Z"},
        {"2026-01-31T12:00:00.25Z", "2026-01-31T12:00:00.2Z"},
        {"2026-01-31T12:00:00+02:00", "2026-01-31t10:30:00+00:31"},
        {"2026-02-02", "2026-01-31T12:00:00Z"},
        {"2026-02-02T00:00:00Z", "2026-01-31"},
    };
    static const char *const forward[][2] = {
        {"2026-01-31", "2026-01-31"},
        {"2026-01-31T12:00:00Z", "2026-01-31T12:00:00z"},
        {"2026-01-31T12:00:00-02:00", "2026-01-31T13:30:00-00:31"},
        {"2026-02-01", "2026-01-31T12:00:00Z"}, /* where it is February already */
        {"2026-02-01T11:00:00Z", "2026-01-31"}, /* where it is January still */
        {"1969-12-31T23:59:59.999Z", "1970-01-01"},
    };
    for (size_t i = 0; i < LENGTH(reversed); i++)
        assert_true(format_is_reversed(reversed[i][0], reversed[i][1]));
    for (size_t i = 0; i < LENGTH(forward); i++)
        assert_false(format_is_reversed(forward[i][0], forward[i][1]));
}

/* No prefix of a valid text is read past its end. */
static void cut_texts_end_where_they_end(void **state)
{
    struct arena *arena = *state;
    for (size_t length = 0; length < 36; length++)
        assert_false(format_is_uuid(arena_strndup(arena, uuids[1], length)));
    for (size_t length = 0; length < strlen(times[1]); length++)
        assert_int_equal(format_is_time(arena_strndup(arena, times[1], length)), length == 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(email_addresses),        arena_test(email_addresses_have_one_form),
        cmocka_unit_test(search_texts),           cmocka_unit_test(uuid_texts),
        cmocka_unit_test(calendar_times),         cmocka_unit_test(periods_that_run_backwards),
        arena_test(cut_texts_end_where_they_end),
    };
    return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
