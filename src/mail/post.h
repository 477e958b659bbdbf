/* Sending one mail by SMTP, and what came of it. */
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
    POST_BARRED, /* not taken by a policy, ours or the recipient's: the server does not say whose */
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
    POST_BODY
};

/* One mail on its way. */
struct postman;
struct post {
    const char *message; /* whole, with CRLF; not copied */
    size_t length, given;
    enum post_stage stage;
    int code;           /* of the last reply since then; 0: none */
    char status[12];    /* its enhanced code (RFC 3463), or "" */
    bool leaving;       /* QUIT was said: what comes now is about nothing */
    bool international; /* needs SMTPUTF8 */
    bool speaks_utf8;   /* and the server has it */
    bool called_off;    /* the postman was told to end */
    const struct postman *man;
};

/* What came of it once libcurl has ended with `code`; *why is one line without any address, in the
 * arena, NULL when it was sent. */
enum posted post_outcome(struct arena *arena, const struct post *post, CURLcode code,
                         const char **why);

/* Keeps the connection to the server from mail to mail. `stop_fd` (-1: none) being readable calls
 * off what is under way within a second. NULL when there is no memory. */
struct postman *postman_new(const struct conf *conf, int stop_fd);
void postman_free(struct postman *man);

/* Sends `message` (mime_write's, so the addresses fit) and waits, at most smtp_seconds. Called off
 * it is POST_UNKNOWN when it was given whole, else POST_LATER. *why as post_outcome's. */
enum posted post_send(struct postman *man, struct arena *arena, const char *from, const char *to,
                      const struct buf *message, const char **why)
    __attribute__((warn_unused_result));

#endif
