/* Access tokens: JWTs signed with Ed25519 (RFC 7519, RFC 8037, RFC 8725, RFC 9068). */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_TOKEN_H
#define ORDERD_GATEWAY_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/conf.h"
#include "gateway/keys.h"

/* A verified token: whose it is, and what its session's principal was when last asked. The
 * latter is only a guess that spares a round trip; the database's answer decides. */
struct token {
    uint8_t hash[CRYPTO_HASH_BYTES]; /* of the whole token; the cache's key */
    int64_t expires;
    char sub[24];
    char sid[40];
    char role[16]; /* guess; "" when never asked */
    char department_id[24];
    char customer_id[24];
};

struct token_cache;
struct token_cache *token_cache_new(void);
void token_cache_free(struct token_cache *cache);

/* The compact form of a new token, in the arena. Times are seconds since 1970. */
char *token_sign(struct arena *arena, const struct conf *conf, const struct key *key,
                 const char *sub, const char *sid, const char *role, int64_t now, int64_t expires);

/* The claims of a valid token, owned by the cache until the next call, or NULL. Checked: form,
 * alg EdDSA by the key that `kid` names, typ at+jwt, signature, iss, aud, exp, iat. */
struct token *token_verify(struct token_cache *cache, struct arena *arena, const struct conf *conf,
                           struct keys *keys, const char *text, size_t length, int64_t now)
    __attribute__((warn_unused_result));

#endif
