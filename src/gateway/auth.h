/* Who asks: from the Authorization header to the values that statements bind. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_AUTH_H
#define ORDERD_GATEWAY_AUTH_H

#include "gateway/request.h"

#define AUTH_KEY_PREFIX "orderd_" /* how every API key begins, for people and secret scanners */

/* Sets r->token from the headers: Authorization: Bearer with a token or an API key, or X-API-Key.
 * What is sent must be valid, also where nothing is needed; whether a key is, the database says. */
enum error auth_read_token(struct request *r) __attribute__((warn_unused_result));

/* The statement that tells who stands behind r->token. */
enum query auth_principal(const struct request *r);

/* True when an outside issuer's token is good and its subject has no account yet. */
bool auth_is_new(const struct request *r, const struct rows *principal);

/* Links that subject to an account, an old one or a new. E_AGAIN: another request was quicker. */
enum error auth_welcome(struct request *r) __attribute__((warn_unused_result));

/* Puts what the cache believes of the token's owner into the values (me_id, me_role …), so that
 * the facts can be read in the round trip that checks the session. False when it knows nothing. */
bool auth_guess(struct request *r);

/* Takes the session's row as the truth: sets r->role and the values. True when the guess had been
 * right, so that facts read with it hold. `session` without a row: the session is dead, r->role
 * stays ROLE_ANYONE. */
bool auth_settle(struct request *r, const struct rows *session);

#endif
