/* What a mail looks like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "../unit.h"
#include "mail/mime.h"

static const struct mime plain = {.from = {"Shop", "shop@example.com"},
                                  .to = {"Ann", "ann@example.org"},
                                  .subject = "Hello",
                                  .id = "1@example.com",
                                  .language = "en",
                                  .seconds = 1764213000,
                                  .text = "Hi",
                                  .html = "<p>Hi"};

static const char *written(struct arena *arena, const struct mime *mail)
{
    struct buf out = buf_new(arena);
    assert_true(mime_write(&out, mail));
    assert_int_equal(strlen(out.data), out.length);
    return out.data;
}

static const char *with_text(struct arena *arena, const char *text)
{
    struct mime mail = plain;
    mail.text = text;
    const char *body = strstr(strstr(written(arena, &mail), "text/plain"), "\r\n\r\n") + 4;
    return arena_strndup(arena, body, (size_t)(strstr(body, "--=_") - body));
}

static const char *header(struct arena *arena, const struct mime *mail, const char *name)
{
    const char *all = written(arena, mail);
    const char *at = strstr(all, arena_printf(arena, "\r\n%s: ", name)) + 2;
    const char *end = at;
    do
        end = strstr(end + 1, "\r\n");
    while (end[2] == ' ');
    return arena_strndup(arena, at, (size_t)(end - at));
}

static void a_mail_has_the_headers_and_parts_it_needs(void **state)
{
    /* Date: `date -u -d @1764213000 -R` */
    assert_string_equal(written(*state, &plain),
                        "Date: Thu, 27 Nov 2025 03:10:00 +0000\r\n"
                        "From: \"Shop\" <shop@example.com>\r\n"
                        "To: \"Ann\" <ann@example.org>\r\n"
                        "Message-ID: <1@example.com>\r\n"
                        "Subject: Hello\r\n"
                        "MIME-Version: 1.0\r\n"
                        "Auto-Submitted: auto-generated\r\n"
                        "Content-Language: en\r\n"
                        "Content-Type: multipart/alternative;\r\n boundary=\"=_orderd_part\"\r\n"
                        "\r\n"
                        "--=_orderd_part\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Transfer-Encoding: quoted-printable\r\n"
                        "\r\n"
                        "Hi\r\n"
                        "--=_orderd_part\r\n"
                        "Content-Type: text/html; charset=utf-8\r\n"
                        "Content-Transfer-Encoding: quoted-printable\r\n"
                        "\r\n"
                        "<p>Hi\r\n"
                        "--=_orderd_part--\r\n");
}

static void the_body_is_quoted_printable(void **state)
{
    static const struct {
        const char *text, *encoded;
    } rows[] = {
        {"a\nb\r\nc", "a\r\nb\r\nc\r\n"},
        {"Größe = 1", "Gr=C3=B6=C3=9Fe =3D 1\r\n"},
        {"ends \nin \t\nblanks ", "ends=20\r\nin =09\r\nblanks=20\r\n"},
        {".\n..a\nb.", "=2E\r\n=2E.a\r\nb.\r\n"},
        {"From me\n>From", "=46rom me\r\n>From\r\n"},
        {"a\rb", "a=0Db\r\n"},
        {"--=_orderd_part--", "--=3D_orderd_part--\r\n"},
        {"", "\r\n"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++)
        assert_string_equal(with_text(*state, rows[i].text), rows[i].encoded);
}

static void assert_lines_fit(const char *text)
{
    for (const char *end; (end = strstr(text, "\r\n")); text = end + 2)
        assert_in_range(end - text, 0, 76);
}

static void no_line_is_longer_than_76(void **state)
{
    struct buf text = buf_new(*state);
    for (int i = 0; i < 3000; i++)
        buf_text(&text, i % 7 ? "ä" : i % 11 ? " x" : ".");
    assert_lines_fit(with_text(*state, text.data));
    struct mime mail = plain;
    mail.subject = mail.to.name = text.data;
    assert_lines_fit(written(*state, &mail));
}

static void headers_are_encoded_words(void **state)
{
    struct mime mail = plain;
    mail.subject = "Für Sie";
    assert_string_equal(header(*state, &mail, "Subject"), "Subject: =?UTF-8?B?RsO8ciBTaWU=?=");
    mail.subject = "=?UTF-8?Q?no?=";
    assert_string_equal(header(*state, &mail, "Subject"),
                        "Subject: =?UTF-8?B?PT9VVEYtOD9RP25vPz0=?=");
    mail.to.name = "O'Neil \"Bob\" \\ Co.";
    assert_string_equal(header(*state, &mail, "To"),
                        "To: \"O'Neil \\\"Bob\\\" \\\\ Co.\" <ann@example.org>");
    mail.to.name = "Jürgen";
    assert_string_equal(header(*state, &mail, "To"),
                        "To: =?UTF-8?B?SsO8cmdlbg==?= <ann@example.org>");
    mail.to.name = NULL;
    assert_string_equal(header(*state, &mail, "To"), "To: <ann@example.org>");
}

/* Each encoded word holds whole characters. */
static void a_character_is_never_cut(void **state)
{
    struct mime mail = plain;
    mail.subject = "aääääääääääääääääääääääääääääääääääääääääääääääääääää";
    int words = 0;
    for (const char *at = header(*state, &mail, "Subject"); (at = strstr(at, "=?UTF-8?B?"));
         words++) {
        at += strlen("=?UTF-8?B?");
        size_t digits = strcspn(at, "=?"), bytes = digits * 3 / 4;
        assert_int_equal(bytes % 2, words == 0); /* "a" and some of two bytes; then those alone */
    }
    assert_in_range(words, 2, 4);
}

static void a_header_takes_no_line_end(void **state)
{
    struct mime mail = plain;
    mail.subject = "a\r\nBcc: b@example.com\n\tc\x7f\xc2\x85\xff";
    assert_string_equal(header(*state, &mail, "Subject"), "Subject: a  Bcc: b@example.com  c   ");
    mail.to.name = "a\r\nBcc: x";
    assert_string_equal(header(*state, &mail, "To"), "To: \"a  Bcc: x\" <ann@example.org>");
}

static void addresses_that_could_say_more_are_refused(void **state)
{
    static const char *const good[] = {"a@b", "ann.lee+x@example.com", "o'neil@a-b.example",
                                       "jürgen@bücher.example"};
    static const char *const bad[] = {
        "",      "a",      "@b",     "a@",          "a b@c",   "a@b c",   "a\r\n@b",
        "a@b\n", "a@b\rc", "<a@b>",  "a@b>",        "\"a\"@b", "a,b@c",   "a@b,c@d",
        "a;@b",  "a:b@c",  "a(b)@c", "a\\@b",       "a\x01@b", "a\x7f@b", ".a@b",
        "a.@b",  "a@.b",   "a@b.",   "a@[1.2.3.4]", "a\xff@b", "a@b\xc3",
    };
    for (size_t i = 0; i < LENGTH(good); i++)
        assert_true(mime_address_fits(good[i]));
    for (size_t i = 0; i < LENGTH(bad); i++) {
        struct mime mail = plain;
        struct buf out = buf_new(*state);
        assert_false(mime_address_fits(bad[i]));
        mail.to.address = bad[i];
        assert_false(mime_write(&out, &mail));
        mail.to.address = "a@b";
        mail.from.address = bad[i];
        assert_false(mime_write(&out, &mail));
        assert_int_equal(out.length, 0);
    }
    assert_false(mime_address_fits(arena_printf(*state, "%065d@b", 1)));
    assert_false(mime_address_fits(arena_printf(*state, "a@%0253d", 1)));
}

static void an_international_local_part_is_told(void **state)
{
    (void)state;
    assert_true(mime_address_is_international("jürgen@example.com"));
    assert_false(mime_address_is_international("juergen@bücher.example"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_mail_has_the_headers_and_parts_it_needs),
        arena_test(the_body_is_quoted_printable),
        arena_test(no_line_is_longer_than_76),
        arena_test(headers_are_encoded_words),
        arena_test(a_character_is_never_cut),
        arena_test(a_header_takes_no_line_end),
        arena_test(addresses_that_could_say_more_are_refused),
        cmocka_unit_test(an_international_local_part_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
