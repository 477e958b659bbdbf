/* Passwords that are guessed, and usernames that pass for somebody else's. */
/* SPDX-License-Identifier: MIT */
#include "../unit.h"
#include "setting/passwords.h"
#include "setting/usernames.h"

static void common_passwords_are_known_in_any_case(void **state)
{
    static const char *const common[] = {"00000000",   "password", "PassWord1",  "zxcvbnm123",
                                         "autumn2026", "squirrel", "spring2026", "winter2026"};
    (void)state;
    for (size_t i = 0; i < LENGTH(common); i++)
        assert_true(password_is_common(common[i]));
}

static void figures_and_signs_at_the_end_hide_no_common_one(void **state)
{
    static const char *const common[] = {"password2024!", "Password!!!",  "Welcome2026",
                                         "summer1999",    "Monkey-1984!", "qwertyuiop.."};
    static const char *const others[] = {"SecurePass123",         "secure123",  "my password",
                                         "password of mine 2024", "12345abcde", "!!!!!!!!1111"};
    (void)state;
    for (size_t i = 0; i < LENGTH(common); i++)
        assert_true(password_is_common(common[i]));
    for (size_t i = 0; i < LENGTH(others); i++)
        assert_false(password_is_common(others[i]));
}

static void blanks_alone_are_blank(void **state)
{
    (void)state;
    assert_true(password_is_blank("        "));
    assert_true(password_is_blank("\t\r\n \x7f\x01"));
    assert_true(password_is_blank("\u00a0\u2003 \u3000\u200b\ufeff"));
    assert_false(password_is_blank("       x"));
    assert_false(password_is_blank("\u00e4 \u2014"));
}

static bool holds(const char *password, const struct password_owner *owner)
{
    return password_holds_name(password, "https://orders.acme.example:8443", owner);
}

static void a_password_holds_the_names_of_the_shop(void **state)
{
    static const struct password_owner nobody = {0};
    (void)state;
    assert_true(holds("my OrderD one", &nobody));
    assert_true(holds("xxACMExx", &nobody));
    assert_true(holds("new-orders-7", &nobody));
    assert_false(holds("an example 8443 https", &nobody));
    assert_true(password_holds_name("at localhost", "https://localhost:8443", &nobody));
    assert_false(password_holds_name("127.0.0.1 127.0.0", "https://127.0.0.1", &nobody));
}

static void a_password_holds_the_names_of_its_owner(void **state)
{
    static const struct password_owner owner = {.email = "jo.smith+shop@mailer.example",
                                                .username = "max_power9",
                                                .first_name = "Anna-Lena Li",
                                                .last_name = "\u00d6zt\u00fcrk"};
    (void)state;
    assert_true(holds("1234SMITH!", &owner));
    assert_true(holds("so-much-Power9-", &owner));
    assert_true(holds("lena&anna", &owner));
    assert_true(holds("2026\u00d6zt\u00fcrk", &owner));
    assert_false(holds("jo max li mailer", &owner)); /* too short, or none of theirs */
    assert_false(holds("smit power ann", &owner));
    assert_false(holds("", &owner));
}

static void words_that_speak_for_others_are_reserved(void **state)
{
    static const char *const reserved[] = {"abuse",       "admin",    "ROOT",     "Me",
                                           "api",         "sup-port", "_system_", "null",
                                           "o r d e r d", "yourself", "no.reply"};
    static const char *const others[] = {
        "johndoe", "admin2", "rooty", "\u00e4dmin", "x", "", "administratoradministrator"};
    (void)state;
    for (size_t i = 0; i < LENGTH(reserved); i++)
        assert_true(username_is_reserved(reserved[i]));
    for (size_t i = 0; i < LENGTH(others); i++)
        assert_false(username_is_reserved(others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(common_passwords_are_known_in_any_case),
        cmocka_unit_test(figures_and_signs_at_the_end_hide_no_common_one),
        cmocka_unit_test(blanks_alone_are_blank),
        cmocka_unit_test(a_password_holds_the_names_of_the_shop),
        cmocka_unit_test(a_password_holds_the_names_of_its_owner),
        cmocka_unit_test(words_that_speak_for_others_are_reserved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
