/* Public keys of others, and the signatures they make (RFC 7517, RFC 7518, RFC 8037). */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_JWK_H
#define ORDERD_IDENTITY_JWK_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { JWK_MOST = 32, JWK_ID_MOST = 128 };

struct jwk {
    char id[JWK_ID_MOST]; /* `kid` */
    const char *alg;      /* the only one it is used with: RS256, ES256 or EdDSA, by its type */
    EVP_PKEY *key;
};

struct jwk_set {
    struct jwk list[JWK_MOST];
    size_t count;
};

/* Reads a JWK set; false when the text is none. Keys that are not for signing, have no `kid`, are
 * weak (RSA under 2048 bits) or of another kind are passed over. Free with jwk_set_free. */
bool jwk_set_read(struct jwk_set *set, struct arena *arena, const char *text, size_t length)
    __attribute__((warn_unused_result));
void jwk_set_free(struct jwk_set *set);

/* The key of that id, or NULL. */
const struct jwk *jwk_find(const struct jwk_set *set, const char *id);

/* True when `signature`, in JOSE's form, is the key's for `data`. */
bool jwk_verify(const struct jwk *jwk, const void *data, size_t length, const uint8_t *signature,
                size_t signature_length) __attribute__((warn_unused_result));

#endif
