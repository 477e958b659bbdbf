/* Access tokens: JWTs signed with Ed25519 (RFC 7519, RFC 8037, RFC 8725, RFC 9068). */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_TOKEN_H
#define ORDERD_IDENTITY_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "identity/keys.h"
#include "setting/conf.h"

/* What a caller may show. */
enum token_kind { TOKEN_SESSION, TOKEN_API_KEY, TOKEN_OUTSIDE };

/* What was shown: whose it is, and what its principal was when last asked. The latter is only a
 * guess that spares a round trip; the database's answer decides. */
struct token {
    enum token_kind kind;
    uint8_t hash[CRYPTO_HASH_BYTES]; /* of the whole token; the cache's key */
    int64_t expires;                 /* an API key's is the database's to know */
    uint64_t used;                   /* the cache's count when it was last asked for */
    char kid[128];
    char sub[256];
    char sid[40];
    char jti[128];    /* of an outside token; "": it has none that fits */
    char user_id[24]; /* guess, as are the rest; "" when never asked */
    char role[16];
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

/* What is remembered of an API key, or a blank for one never seen: only the database knows whether
 * it is good. Owned by the cache until the next call. */
struct token *token_of_key(struct token_cache *cache, const char *text, size_t length)
    __attribute__((warn_unused_result));

/* Remembers a blank once the database has named its principal, so that keys which are none leave
 * the cache to those that are. Gives where it is kept; any other token is kept already. */
struct token *token_keep(struct token_cache *cache, struct token *token);

#endif
