/* The one gate: every request passes its stages in order and leaves with a reply. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_GATEWAY_H
#define ORDERD_GATEWAY_GATEWAY_H

#include "gateway/request.h"

enum { BODY_LIMIT = 1 << 20 };

/* A request in `arena` from CGI parameters, which must outlive it. The caller then sets
 * `ends` and takes the body. */
struct request *request_new(struct service *service, struct arena *arena, char **params);

/* Reads the body into memory. One over BODY_LIMIT stays where it is: a route that streams reads it
 * there. */
void request_take_body(struct request *r);

/* Serves it: r->reply holds the answer, unless it has begun (r->begun) to send that itself. Never
 * fails; errors are answers. */
void gateway_serve(struct request *r);

/* A request within `r`, by the same caller: it passes all stages of the gate as if it had come by
 * itself. `path` is canonical without prefix, `body` JSON or NULL, `key` an Idempotency-Key or
 * NULL. Serve it with gateway_serve; whatever the pool of its route. */
struct request *request_within(struct request *r, const char *method, const char *path,
                               const char *query, const char *body, const char *key);

/* What follows a request that was served inside a transaction (db_begin), once that is committed:
 * its calls to others, see request.h. */
void gateway_follow_up(struct request *r);

/* The whole CGI answer (RFC 3875 section 6: Status, headers, body). No body for HEAD. */
void reply_print(const struct request *r, struct buf *out);

#endif
