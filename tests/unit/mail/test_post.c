/* Who mails are from, and what a server's answer means for a mail. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../unit.h"
#include "mail/eml.h"
#include "mail/post.h"
#include "mail/sender.h"

static void the_sender_is_the_settings_or_the_sites(void **state)
{
    static const struct {
        const char *from, *name, *address;
    } rows[] = {
        {"", "shop.example", "no-reply@shop.example"},
        {"a@b.example", "shop.example", "a@b.example"},
        {"Example Shop <a@b.example>", "Example Shop", "a@b.example"},
        {"<a@b.example>", "shop.example", "a@b.example"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct conf conf = {.issuer = "https://shop.example:8443", .mail_from = rows[i].from};
        const struct sender sender = sender_of(*state, &conf);
        assert_string_equal(sender.name, rows[i].name);
        assert_string_equal(sender.address, rows[i].address);
    }
}

/* RFC 5321: 5xx is for good, 4xx for now; what it is about is what was said last. */
static void an_answer_means_what_it_is_about(void **state)
{
    static const struct {
        enum post_stage stage;
        int code;
        bool given;
        CURLcode curl;
        enum posted posted;
        const char status[8];
    } rows[] = {
        {POST_BODY, 250, true, CURLE_OK, POST_SENT, ""},
        {POST_CONNECT, 0, false, CURLE_COULDNT_CONNECT, POST_LATER, ""},
        {POST_CONNECT, 554, false, CURLE_WEIRD_SERVER_REPLY, POST_LATER, ""},
        {POST_HELLO, 250, false, CURLE_USE_SSL_FAILED, POST_STOPPED, ""},
        {POST_TLS, 220, false, CURLE_PEER_FAILED_VERIFICATION, POST_STOPPED, ""},
        {POST_AUTH, 535, false, CURLE_LOGIN_DENIED, POST_STOPPED, ""},
        {POST_AUTH, 454, false, CURLE_LOGIN_DENIED, POST_LATER, ""},
        {POST_HELLO, 250, false, CURLE_LOGIN_DENIED, POST_STOPPED, ""},
        {POST_SENDER, 550, false, CURLE_SEND_ERROR, POST_STOPPED, ""},
        {POST_SENDER, 552, false, CURLE_SEND_ERROR, POST_FAILED, ""},
        {POST_SENDER, 451, false, CURLE_SEND_ERROR, POST_LATER, ""},
        {POST_RECIPIENT, 550, false, CURLE_SEND_ERROR, POST_REFUSED, ""},
        {POST_RECIPIENT, 530, false, CURLE_SEND_ERROR, POST_STOPPED, ""},
        {POST_RECIPIENT, 450, false, CURLE_SEND_ERROR, POST_LATER, ""},
        {POST_RECIPIENT, 0, false, CURLE_OPERATION_TIMEDOUT, POST_LATER, ""},
        {POST_RECIPIENT, 550, false, CURLE_SEND_ERROR, POST_REFUSED, "5.1.1"},
        {POST_RECIPIENT, 550, false, CURLE_SEND_ERROR, POST_STOPPED, "5.1.8"},
        {POST_RECIPIENT, 553, false, CURLE_SEND_ERROR, POST_STOPPED, "5.1.7"},
        {POST_RECIPIENT, 554, false, CURLE_SEND_ERROR, POST_BARRED, "5.7.1"},
        {POST_RECIPIENT, 450, false, CURLE_SEND_ERROR, POST_LATER, "4.7.1"},
        {POST_DATA, 554, false, CURLE_SEND_ERROR, POST_FAILED, ""},
        {POST_BODY, 0, false, CURLE_SEND_ERROR, POST_LATER, ""},
        {POST_BODY, 0, true, CURLE_OPERATION_TIMEDOUT, POST_UNKNOWN, ""},
        {POST_BODY, 0, true, CURLE_RECV_ERROR, POST_UNKNOWN, ""},
        {POST_BODY, 451, true, CURLE_WEIRD_SERVER_REPLY, POST_LATER, ""},
        {POST_BODY, 554, true, CURLE_WEIRD_SERVER_REPLY, POST_FAILED, ""},
    };
    const char *why;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct post post = {.stage = rows[i].stage,
                            .code = rows[i].code,
                            .length = 10,
                            .given = rows[i].given ? 10 : 5};
        memcpy(post.status, rows[i].status, sizeof rows[i].status);
        assert_int_equal(post_outcome(*state, &post, rows[i].curl, &why), rows[i].posted);
        assert_int_equal(why == NULL, rows[i].posted == POST_SENT);
    }
}

static void a_reason_names_stage_and_codes(void **state)
{
    struct post post = {.stage = POST_RECIPIENT, .code = 550, .status = "5.1.1"};
    const char *why;
    post_outcome(*state, &post, CURLE_SEND_ERROR, &why);
    assert_string_equal(why, "RCPT: 550 5.1.1");
    post = (struct post){.stage = POST_BODY, .length = 10, .given = 10};
    post_outcome(*state, &post, CURLE_OPERATION_TIMEDOUT, &why);
    assert_string_equal(why, "after the body: Timeout was reached");
}

static void a_mail_without_a_server_is_a_file_of_its_owner(void **state)
{
    char pattern[] = "/tmp/post.XXXXXX";
    assert_non_null(mkdtemp(pattern));
    const struct conf conf = {.mail_dir = arena_printf(*state, "%s/mail", pattern)};
    struct buf message = buf_new(*state);
    const char *why = NULL;
    struct stat found;
    buf_text(&message, "Subject: x\r\n\r\n");
    const char *path = eml_write(*state, &conf, "7", &message, &why);
    assert_non_null(path);
    assert_string_equal(path + strlen(path) - 6, "-7.eml");
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_int_equal(found.st_size, message.length);
    assert_int_equal(stat(conf.mail_dir, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0700);
    const struct conf nowhere = {.mail_dir = path};
    assert_null(eml_write(*state, &nowhere, "7", &message, &why));
    assert_non_null(why);
    assert_int_equal(system(arena_printf(*state, "rm -r %s", pattern)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(the_sender_is_the_settings_or_the_sites),
        arena_test(an_answer_means_what_it_is_about),
        arena_test(a_reason_names_stage_and_codes),
        arena_test(a_mail_without_a_server_is_a_file_of_its_owner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
