/* Sending one mail by SMTP, or into a folder, and what came of it. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_MAIL_POST_H
#define ORDERD_MAIL_POST_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "setting/conf.h"

enum posted {
    POST_SENT,
    POST_LATER,   /* not taken, may be later */
    POST_UNKNOWN, /* given whole, and nobody said whether it was taken */
    POST_FAILED,  /* not taken, and never will be */
    POST_REFUSED, /* the same, and for the recipient's sake: nothing will be taken for them */
    POST_STOPPED, /* nothing is taken from us: the way in, the sender, or TLS. No mail's fault */
};

/* Where SMTP stands: what the server was told last. */
enum post_stage {
    POST_CONNECT,
    POST_HELLO,
    POST_TLS,
    POST_AUTH,
    POST_SENDER,
    POST_RECIPIENT,
    POST_DATA,
    POST_BODY,
    POST_QUIT
};

/* One mail on its way; zeroed, then filled by post_begin. */
struct post {
    const char *message; /* whole, with CRLF; not copied */
    size_t length, given;
    enum post_stage stage;
    int code;           /* of the last reply since then; 0: none */
    char status[12];    /* its enhanced code (RFC 3463), or "" */
    bool international; /* needs SMTPUTF8 */
    bool speaks_utf8;   /* and the server has it */
    struct curl_slist *to;
    CURL *curl; /* to be performed, or added to a multi handle; owned by the post */
};

/* Who mails are from: mail_from, or no-reply@ the site's host. In the arena. */
struct post_sender {
    const char *name; /* or the site's host */
    const char *address;
};
struct post_sender post_sender(struct arena *arena, const struct conf *conf);

/* Sets up the transfer of `message` (mime_write's, addresses checked). False when that can't be
 * done: the outcome is POST_STOPPED then, with `*why`. */
bool post_begin(struct post *post, const struct conf *conf, const char *from, const char *to,
                const struct buf *message, const char **why) __attribute__((warn_unused_result));

/* What came of it once libcurl has ended with `code`; *why is one line without any address, in the
 * arena, NULL when it was sent. */
enum posted post_outcome(struct arena *arena, const struct post *post, CURLcode code,
                         const char **why);

/* Frees what post_begin made. */
void post_end(struct post *post);

/* All three, waiting. */
enum posted post_send(struct arena *arena, const struct conf *conf, const char *from,
                      const char *to, const struct buf *message, const char **why);

/* Writes the mail to mail_dir under a name that begins with the time, ends with ".eml" and holds
 * `name`; whole or not at all, readable by its owner alone. The path in the arena, or NULL with
 * *why. */
const char *post_file(struct arena *arena, const struct conf *conf, const char *name,
                      const struct buf *message, const char **why);

#endif
