/* libcurl speaks; what it says and hears is followed line by line, since its result alone does not
 * tell a refused sender from a refused recipient, nor a mail that may have been taken from one that
 * was not. */
/* SPDX-License-Identifier: MIT */
#include "mail/post.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/secret_file.h"
#include "mail/mime.h"

enum { CONNECT_SECONDS = 15, IDLE_SECONDS = 60 };

/* ---- the sender ---- */

static const char *host_of(struct arena *arena, const char *url)
{
    const char *host = strstr(url, "://");
    host = host ? host + 3 : url;
    return arena_strndup(arena, host, strcspn(host, ":/?#"));
}

/* "Example Shop <orders@example.com>", or the address alone. */
static struct post_sender sender_named(struct arena *arena, const char *text)
{
    const char *open = strrchr(text, '<');
    struct post_sender sender = {.address = text};
    if (!open)
        return sender;
    size_t length = (size_t)(open - text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    sender.name = arena_strndup(arena, text, length);
    sender.address = arena_strndup(arena, open + 1, strcspn(open + 1, ">"));
    return sender;
}

struct post_sender post_sender(struct arena *arena, const struct conf *conf)
{
    const char *host = host_of(arena, conf->issuer);
    struct post_sender sender = sender_named(arena, conf->mail_from);
    if (!*conf->mail_from)
        sender.address = arena_printf(arena, "no-reply@%s", host);
    if (!sender.name || !*sender.name)
        sender.name = host;
    return sender;
}

/* ---- following SMTP ---- */

static const struct {
    const char *word;
    enum post_stage stage;
} commands[] = {{"EHLO", POST_HELLO}, {"HELO", POST_HELLO},  {"STARTTLS", POST_TLS},
                {"AUTH", POST_AUTH},  {"MAIL", POST_SENDER}, {"RCPT", POST_RECIPIENT},
                {"DATA", POST_DATA},  {"QUIT", POST_QUIT}};

/* What is no command belongs to the one before it: the lines of AUTH. A farewell changes nothing.
 */
static void hear_command(struct post *post, const char *line, size_t length)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        size_t word = strlen(commands[i].word);
        if (length < word || strncasecmp(line, commands[i].word, word) != 0 ||
            commands[i].stage == POST_QUIT)
            continue;
        post->stage = commands[i].stage;
        post->code = 0;
        return;
    }
}

/* "250-SMTPUTF8", "550 5.1.1 …": the code counts with the last line of a reply. */
static void hear_reply(struct post *post, const char *line, size_t length)
{
    if (length < 4 || !isdigit((unsigned char)*line))
        return;
    if (post->stage == POST_HELLO && length >= 12 && strncasecmp(line + 4, "SMTPUTF8", 8) == 0)
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

static bool is_given(const struct post *post)
{
    return post->stage == POST_BODY && post->given == post->length;
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

/* The password is copied by libcurl. */
static bool sign_in(CURL *curl, const struct conf *conf, const char **why)
{
    char password[SECRET_MOST];
    if (!*conf->smtp_user)
        return true;
    *why = "smtp_password_file can't be read";
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
    curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, (long)IDLE_SECONDS);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(bare ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (*conf->smtp_ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, conf->smtp_ca_file);
}

static void set_mail(CURL *curl, struct post *post, const char *from)
{
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, post->to);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)post->length);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, post);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen_in);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, post);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, post);
}

bool post_begin(struct post *post, const struct conf *conf, const char *from, const char *to,
                const struct buf *message, const char **why)
{
    *post = (struct post){.message = message->data,
                          .length = message->length,
                          .international = mime_address_is_international(to)};
    *why = "not enough memory";
    post->curl = curl_easy_init();
    post->to = curl_slist_append(NULL, to);
    if (!post->curl || !post->to)
        return false;
    set_way(post->curl, conf);
    set_mail(post->curl, post, from);
    return sign_in(post->curl, conf, why);
}

void post_end(struct post *post)
{
    curl_easy_cleanup(post->curl);
    curl_slist_free_all(post->to);
    post->curl = NULL;
    post->to = NULL;
}

/* ---- what came of it ---- */

static const char *const stage_words[] = {
    [POST_CONNECT] = "connecting", [POST_HELLO] = "EHLO",          [POST_TLS] = "STARTTLS",
    [POST_AUTH] = "AUTH",          [POST_SENDER] = "MAIL",         [POST_RECIPIENT] = "RCPT",
    [POST_DATA] = "DATA",          [POST_BODY] = "after the body", [POST_QUIT] = "QUIT",
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

/* 5xx, by what it was about; 552 is about this mail's size wherever it comes. */
static enum posted refusal(const struct post *post)
{
    switch (post->stage) {
    case POST_AUTH:
        return POST_STOPPED;
    case POST_SENDER:
        return post->code == 552 ? POST_FAILED : POST_STOPPED;
    case POST_RECIPIENT:
        return post->code == 530 ? POST_STOPPED : POST_REFUSED;
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
    if (code == CURLE_ABORTED_BY_CALLBACK && post->international) {
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

enum posted post_send(struct arena *arena, const struct conf *conf, const char *from,
                      const char *to, const struct buf *message, const char **why)
{
    struct post post;
    enum posted posted = POST_STOPPED;
    if (post_begin(&post, conf, from, to, message, why))
        posted = post_outcome(arena, &post, curl_easy_perform(post.curl), why);
    post_end(&post);
    return posted;
}

/* ---- into a folder ---- */

static bool write_whole(int file, const struct buf *message)
{
    for (size_t at = 0; at < message->length;) {
        ssize_t count = write(file, message->data + at, message->length - at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        at += (size_t)count;
    }
    return fsync(file) == 0;
}

static const char *failed(struct arena *arena, const char *path, const char **why)
{
    *why = arena_printf(arena, "%s: %s", path, strerror(errno));
    return NULL;
}

const char *post_file(struct arena *arena, const struct conf *conf, const char *name,
                      const struct buf *message, const char **why)
{
    char when[32];
    time_t now = time(NULL);
    struct tm day = {0};
    gmtime_r(&now, &day);
    strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", &day);
    const char *path = arena_printf(arena, "%s/%s-%s.eml", conf->mail_dir, when, name);
    const char *fresh = arena_printf(arena, "%s.new", path);
    if (mkdir(conf->mail_dir, 0700) != 0 && errno != EEXIST)
        return failed(arena, conf->mail_dir, why);
    int file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return failed(arena, fresh, why);
    bool fine = write_whole(file, message);
    close(file);
    if (!fine || rename(fresh, path) != 0)
        return failed(arena, fresh, why);
    return path;
}
