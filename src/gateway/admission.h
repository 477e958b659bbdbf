/* Fair shares: who asks for much waits for himself, and not others for him. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_ADMISSION_H
#define ORDERD_GATEWAY_ADMISSION_H

#include "base/board.h"
#include "gateway/request.h"

/* Says on the scoreboard who asks and for what. E_RATE_LIMITED, before anything dear is done, when
 * that one has as much in hand as one may: streams, or calls to others, in all workers of the pool
 * but one; a hash; half of a pool in which requests have to wait. Without a board, and within
 * another request, E_OK. */
enum error admission(struct request *r) __attribute__((warn_unused_result));

/* For a route that hashes: E_RATE_LIMITED when the account has had its hashes for now. Who is not
 * known is counted by address, by nginx. */
enum error admission_hash(struct request *r) __attribute__((warn_unused_result));

#endif
