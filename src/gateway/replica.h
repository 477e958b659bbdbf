/* Reads that a standby answers. One is asked only when it has all that the primary had on disk when
 * the request came: so nobody misses what they, or an event that they heard of, did before. A
 * standby that is a little behind is waited for, for some hundredths of a second; what it can't
 * answer, the primary does. Who asks is always looked up on the primary: a session that ended has
 * ended. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_REPLICA_H
#define ORDERD_GATEWAY_REPLICA_H

#include "gateway/request.h"

/* True when the request is one that a standby may answer, and one is connected. */
bool replica_may(const struct request *r);

/* Runs `who` on the primary, which answers rows[0], and then `facts`, as db_run does, where they
 * can be answered: rows[1] and on. */
enum error replica_run(struct request *r, enum query who, const struct plan *facts,
                       const struct rows *rows[]) __attribute__((warn_unused_result));

/* Streams a plan as db_stream does, from where the facts came; from the primary when that fails
 * before anything of the reply was sent. */
enum error replica_stream(struct request *r, const struct plan *plan, db_row *each, void *context)
    __attribute__((warn_unused_result));

#endif
