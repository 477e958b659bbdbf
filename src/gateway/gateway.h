/* The one gate: every request passes its stages in order and leaves with a reply. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_GATEWAY_H
#define ORDERD_GATEWAY_GATEWAY_H

#include "gateway/request.h"

enum { BODY_LIMIT = 1 << 20 };

/* A request in `arena` from CGI parameters, which must outlive it. The caller then sets body,
 * body_length, body_size, body_complete, body_too_large and ends. */
struct request *request_new(struct service *service, struct arena *arena, char **params);

/* Serves it: r->reply holds the answer, unless it has begun (r->begun) to send that itself. Never
 * fails; errors are answers. */
void gateway_serve(struct request *r);

/* The whole CGI answer (RFC 3875 section 6: Status, headers, body). No body for HEAD. */
void reply_print(const struct request *r, struct buf *out);

#endif
