/* The answer: rows and errors as JSON, headers that go with them. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_REPLY_H
#define ORDERD_GATEWAY_REPLY_H

#include "gateway/request.h"
#include "gateway/route.h"

/* One row as the body, with the ETag that If-Match is held to. It is not for caching: a product's
 * version does not count reservations. */
void reply_row(struct request *r, const struct rows *rows);

/* The row's version ("version", or "_version" where it is not shown), or NULL. */
const char *reply_version(const struct rows *rows);

/* Sends the head of a streamed reply of status 200 and the route's media type; what is written to
 * r->ends follows it. False when nobody listens any more. */
bool reply_begin(struct request *r) __attribute__((warn_unused_result));

/* An error as application/problem+json (RFC 9457). */
void reply_problem(struct request *r, enum error error);

#endif
