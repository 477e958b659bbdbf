/* Attempts at a password: which are let through, and what follows when one fails. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_SESSIONS_ATTEMPTS_H
#define ORDERD_API_SESSIONS_ATTEMPTS_H

#include "base/crypto.h"
#include "gateway/request.h"

/* The origin of an attempt is the address, unless something better is known: a device that signed
 * in before ("device:ID") or a session that stands ("session:ID"). NULL: the address. */

/* The asker's session as an origin, in the arena; NULL for who has none. */
const char *attempt_session(struct request *r);

/* True when too many have failed there, or of them all. `facts` are a row with @attempt_columns. */
bool attempt_is_locked(const struct rows *facts, const char *origin);

/* Whether `sent` is the password whose hash is in `facts`; one that is locked costs no hash. */
enum crypto_fit attempt_password(const struct rows *facts, const char *origin, const char *sent)
    __attribute__((warn_unused_result));

/* Plans that the attempt at `user_id` (NULL: nobody's) failed, and refuses the request with `error`
 * once that is written down. */
enum error attempt_fail(struct request *r, const char *user_id, const char *origin,
                        enum error error);

/* Plans that no other attempt at `user_id` comes between, before what one that succeeds writes:
 * that statement asks @attempt_origins once more. */
void attempt_lock(struct request *r, const char *user_id, const char *origin);

#endif
