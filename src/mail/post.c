/* libcurl speaks; what it says and hears is followed line by line, since its result alone does not
 * tell a refused sender from a refused recipient, nor a mail that may have been taken from one that
 * was not. */
/* SPDX-License-Identifier: MIT */
#include "mail/post.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/secret_file.h"
#include "mail/mime.h"

enum { CONNECT_SECONDS = 15, IDLE_SECONDS = 60, SOCKETS = 8 };

struct postman {
    const struct conf *conf;
    CURL *curl;
    int stop_fd;
    int sockets[SOCKETS]; /* that libcurl has open; while connecting there may be some */
};

/* ---- following SMTP ---- */

static const struct {
    const char *word;
    enum post_stage stage;
} commands[] = {{"EHLO", POST_HELLO}, {"HELO", POST_HELLO},  {"STARTTLS", POST_TLS},
                {"AUTH", POST_AUTH},  {"MAIL", POST_SENDER}, {"RCPT", POST_RECIPIENT},
                {"DATA", POST_DATA}};

static bool is_given(const struct post *post)
{
    return post->stage == POST_BODY && post->given == post->length;
}

static bool begins(const char *line, size_t length, const char *word)
{
    return length >= strlen(word) && strncasecmp(line, word, strlen(word)) == 0;
}

/* What is no command belongs to the one before it: the lines of AUTH. */
static void hear_command(struct post *post, const char *line, size_t length)
{
    post->leaving = post->leaving || begins(line, length, "QUIT");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (!begins(line, length, commands[i].word))
            continue;
        post->stage = commands[i].stage;
        post->code = 0;
    }
}

/* "250-SMTPUTF8", "550 5.1.1 …": the code counts with the last line of a reply. */
static void hear_reply(struct post *post, const char *line, size_t length)
{
    if (length < 4 || !isdigit((unsigned char)*line) || post->leaving)
        return;
    if (post->stage == POST_HELLO && begins(line + 4, length - 4, "SMTPUTF8"))
        post->speaks_utf8 = true;
    if (line[3] == '-')
        return;
    post->code = atoi(line);
    size_t status = 0;
    while (status < sizeof post->status - 1 && 4 + status < length &&
           (isdigit((unsigned char)line[4 + status]) || line[4 + status] == '.'))
        status++;
    bool enhanced = status >= 5 && memchr(line + 4, '.', status);
    snprintf(post->status, sizeof post->status, "%.*s", enhanced ? (int)status : 0, line + 4);
    if (post->stage == POST_DATA && post->code == 354) {
        post->stage = POST_BODY;
        post->code = 0;
    }
}

static int listen_in(CURL *curl, curl_infotype type, char *line, size_t length, void *post)
{
    (void)curl;
    if (type == CURLINFO_HEADER_OUT)
        hear_command(post, line, length);
    else if (type == CURLINFO_HEADER_IN)
        hear_reply(post, line, length);
    return 0;
}

static size_t give(char *bytes, size_t size, size_t count, void *whole)
{
    struct post *post = whole;
    size_t left = post->length - post->given, room = size * count;
    size_t length = left < room ? left : room;
    if (post->international && !post->speaks_utf8)
        return CURL_READFUNC_ABORT;
    memcpy(bytes, post->message + post->given, length);
    post->given += length;
    return length;
}

/* ---- one transfer ---- */

struct postman *postman_new(const struct conf *conf, int stop_fd)
{
    struct postman *man = malloc(sizeof *man);
    CURL *curl = curl_easy_init();
    if (!man || !curl) {
        curl_easy_cleanup(curl);
        free(man);
        return NULL;
    }
    *man = (struct postman){.conf = conf, .curl = curl, .stop_fd = stop_fd};
    for (int i = 0; i < SOCKETS; i++)
        man->sockets[i] = -1;
    return man;
}

void postman_free(struct postman *man)
{
    curl_easy_cleanup(man->curl);
    free(man);
}

/* libcurl asks once a second at least. */
static int is_called_off(void *whole, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct post *post = whole;
    (void)a, (void)b, (void)c, (void)d;
    struct pollfd end = {.fd = post->man->stop_fd, .events = POLLIN};
    post->called_off = post->called_off || poll(&end, 1, 0) > 0;
    return post->called_off;
}

static void replace(struct postman *man, int old, int fresh)
{
    for (int i = 0; i < SOCKETS; i++) {
        if (man->sockets[i] == old) {
            man->sockets[i] = fresh;
            return;
        }
    }
}

static int keep_socket(void *man, curl_socket_t fd, curlsocktype purpose)
{
    (void)purpose;
    replace(man, -1, fd);
    return CURL_SOCKOPT_OK;
}

static int close_socket(void *man, curl_socket_t fd)
{
    replace(man, fd, -1);
    return close(fd);
}

/* Else libcurl would say QUIT later, and wait two minutes for the answer of a server that has just
 * let it wait too long. */
static void hang_up(const struct postman *man)
{
    for (int i = 0; i < SOCKETS; i++)
        if (man->sockets[i] >= 0)
            shutdown(man->sockets[i], SHUT_RDWR);
}

/* The password is copied by libcurl. */
static bool sign_in(CURL *curl, const struct conf *conf)
{
    char password[SECRET_MOST];
    if (!*conf->smtp_user)
        return true;
    if (!secret_file_read(conf->smtp_password_file, password))
        return false;
    curl_easy_setopt(curl, CURLOPT_USERNAME, conf->smtp_user);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
    explicit_bzero(password, sizeof password);
    return true;
}

static void set_way(CURL *curl, const struct conf *conf)
{
    bool bare = strcmp(conf->smtp_tls, "none") == 0;
    curl_easy_setopt(curl, CURLOPT_URL, conf->smtp_url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)conf->smtp_seconds);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)conf->smtp_seconds);
    curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, (long)IDLE_SECONDS);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(bare ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (*conf->smtp_ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, conf->smtp_ca_file);
}

static void set_ears(CURL *curl, struct post *post)
{
    curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, keep_socket);
    curl_easy_setopt(curl, CURLOPT_SOCKOPTDATA, post->man);
    curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    curl_easy_setopt(curl, CURLOPT_CLOSESOCKETDATA, post->man);
    curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, 1L);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen_in);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, post);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_called_off);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, post);
}

static void set_mail(CURL *curl, struct post *post, const char *from, struct curl_slist *to)
{
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)post->length);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, post);
}

enum posted post_send(struct postman *man, struct arena *arena, const char *from, const char *to,
                      const struct buf *message, const char **why)
{
    struct post post = {.message = message->data,
                        .length = message->length,
                        .international = mime_address_is_international(to),
                        .man = man};
    struct curl_slist *list = curl_slist_append(NULL, to);
    curl_easy_reset(man->curl);
    set_way(man->curl, man->conf);
    set_ears(man->curl, &post);
    set_mail(man->curl, &post, from, list);
    *why = "smtp_password_file can't be read";
    enum posted posted = POST_STOPPED;
    if (sign_in(man->curl, man->conf))
        posted = post_outcome(arena, &post, curl_easy_perform(man->curl), why);
    if (posted != POST_SENT)
        hang_up(man);
    curl_slist_free_all(list);
    return posted;
}

/* ---- what came of it ---- */

static const char *const stage_words[] = {
    [POST_CONNECT] = "connecting", [POST_HELLO] = "EHLO",          [POST_TLS] = "STARTTLS",
    [POST_AUTH] = "AUTH",          [POST_SENDER] = "MAIL",         [POST_RECIPIENT] = "RCPT",
    [POST_DATA] = "DATA",          [POST_BODY] = "after the body",
};

/* Code and enhanced code alone: the words behind them may name the recipient. */
static const char *why_of(struct arena *arena, const struct post *post, CURLcode code)
{
    const char *stage = stage_words[post->stage];
    if (post->stage == POST_BODY && !is_given(post))
        stage = "within the body";
    if (post->code >= 400)
        return arena_printf(arena, "%s: %d%s%s", stage, post->code, *post->status ? " " : "",
                            post->status);
    return arena_printf(arena, "%s: %s", stage, curl_easy_strerror(code));
}

static bool is_about_tls(CURLcode code)
{
    return code == CURLE_USE_SSL_FAILED || code == CURLE_PEER_FAILED_VERIFICATION ||
           code == CURLE_SSL_CONNECT_ERROR || code == CURLE_SSL_CACERT_BADFILE ||
           code == CURLE_SSL_CERTPROBLEM || code == CURLE_SSL_CIPHER;
}

/* A server may keep what it has against the sender, or against us, until it hears a recipient, as
 * Postfix does: the enhanced code (RFC 3463) says so. */
static enum posted recipient_refusal(const struct post *post)
{
    if (post->code == 530 || strcmp(post->status, "5.1.7") == 0 ||
        strcmp(post->status, "5.1.8") == 0)
        return POST_STOPPED;
    return begins(post->status, strlen(post->status), "5.7.") ? POST_BARRED : POST_REFUSED;
}

/* 5xx, by what it was about; 552 is about this mail's size wherever it comes. */
static enum posted refusal(const struct post *post)
{
    switch (post->stage) {
    case POST_AUTH:
        return POST_STOPPED;
    case POST_SENDER:
        return post->code == 552 ? POST_FAILED : POST_STOPPED;
    case POST_RECIPIENT:
        return recipient_refusal(post);
    case POST_DATA:
    case POST_BODY:
        return POST_FAILED;
    default:
        return POST_LATER; /* a greeting of 554: the server's day will come */
    }
}

enum posted post_outcome(struct arena *arena, const struct post *post, CURLcode code,
                         const char **why)
{
    *why = NULL;
    if (code == CURLE_OK)
        return POST_SENT;
    *why = why_of(arena, post, code);
    if (code == CURLE_ABORTED_BY_CALLBACK && !post->called_off) {
        *why = "the server has no SMTPUTF8, which this address needs";
        return POST_FAILED;
    }
    if (is_about_tls(code))
        return POST_STOPPED;
    if (post->code >= 500)
        return refusal(post);
    if (post->code >= 400)
        return POST_LATER;
    if (code == CURLE_LOGIN_DENIED)
        return POST_STOPPED;
    return is_given(post) ? POST_UNKNOWN : POST_LATER;
}
