/* A request's clock: from its first moment at nginx until it must be answered. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_DEADLINE_H
#define ORDERD_GATEWAY_DEADLINE_H

#include "gateway/request.h"

/* Sets r->deadline_ms, unless it is set. E_OVERLOADED: it waited for longer than its pool
 * lets it (queue_ms; request_seconds when it came before the pool was opened), or who asked has
 * hung up meanwhile. */
enum error deadline_read(struct request *r) __attribute__((warn_unused_result));

bool deadline_is_over(const struct request *r);

/* Waits for *ms and doubles it, up to half a second; at once false when the deadline comes first.
 */
bool deadline_pause(const struct request *r, int *ms) __attribute__((warn_unused_result));

/* The whole seconds that others may take to answer: at most `most`, and so that their answer can
 * still be written down. 0: there is no time to ask them. */
int deadline_seconds(const struct request *r, int most);

#endif
