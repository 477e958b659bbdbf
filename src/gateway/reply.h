/* The answer: rows and errors as JSON, headers that go with them. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_REPLY_H
#define ORDERD_GATEWAY_REPLY_H

#include "gateway/request.h"
#include "gateway/route.h"

/* One row as the body, with the ETag that If-Match is held to: its version. */
void reply_row(struct request *r, const struct rows *rows);

/* Of what was read, once it is all there: the ETag is the version and a digest of the body (of a
 * list the digest alone), and who has that already gets a 304 (RFC 9110 sections 13.1.2, 15.4.5).
 */
void reply_unless_known(struct request *r);

/* The row's version ("version", or "_version" where it is not shown), or NULL. */
const char *reply_version(const struct rows *rows);

/* Sends the head of a streamed reply of status 200 and the route's media type; what is written to
 * r->ends follows it. False when nobody listens any more. */
bool reply_begin(struct request *r) __attribute__((warn_unused_result));

/* An error as application/problem+json (RFC 9457). */
void reply_problem(struct request *r, enum error error);

#endif
