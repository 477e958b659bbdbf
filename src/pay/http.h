/* HTTP requests to others, over libcurl. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_PAY_HTTP_H
#define ORDERD_PAY_HTTP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

enum { HTTP_REPLY_MOST = 1 << 20 };

struct http_request {
    const char *url;
    const char *const *headers; /* "Name: value" each, ended by NULL */
    const char *body;           /* posted; NULL: a GET */
    int seconds;                /* for all of it */
};

struct http_reply {
    long status; /* 0: none came, and `why` says so in one word */
    const char *why;
    struct buf body;
};

/* True for https, and for plain http to this machine itself. */
bool http_is_safe(const char *url);

/* Sends it and waits. Certificates are checked, redirects are answers, a reply over
 * HTTP_REPLY_MOST is none. Neither URL, headers nor body is logged. */
struct http_reply http_send(struct arena *arena, const struct http_request *request)
    __attribute__((warn_unused_result));

#endif
