/* HTTP requests to others, over libcurl. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_NET_FETCH_H
#define ORDERD_NET_FETCH_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

enum { FETCH_REPLY_MOST = 1 << 20 };

struct fetch {
    const char *url;
    const char *const *headers; /* "Name: value" each, ended by NULL; NULL: none */
    const char *body;           /* posted; NULL: a GET */
    int seconds;                /* for all of it */
};

struct fetched {
    long status;     /* 0: no reply came */
    const char *why; /* then, in one word */
    struct buf body;
};

/* True for https, and for plain http to this machine itself. */
bool fetch_is_safe(const char *url);

/* Sends it and waits. Certificates are checked, redirects are answers, a reply over
 * FETCH_REPLY_MOST is none. Neither URL, headers nor body is logged. */
struct fetched fetch(struct arena *arena, const struct fetch *request)
    __attribute__((warn_unused_result));

#endif
