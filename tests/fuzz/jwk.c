/* JWK sets: every key that is taken has an id, an algorithm and a size that is neither weak nor
 * dear, and no signature of another length fits. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <openssl/evp.h>

#include "identity/jwk.h"

static void check_key(const struct jwk *key, const char *data, size_t size)
{
    int bits = EVP_PKEY_get_bits(key->key);
    bool rsa = same(key->alg, "RS256");
    promise(rsa || same(key->alg, "ES256") || same(key->alg, "EdDSA"), "three algorithms",
            key->alg);
    promise(!rsa || (bits >= 2048 && bits <= 8192), "RSA keys are neither weak nor dear", key->id);
    promise(*key->id && strlen(key->id) < JWK_ID_MOST, "a key has an id", key->id);
    size_t length = rsa ? (size_t)EVP_PKEY_get_size(key->key) : 64;
    promise(size == length || !jwk_verify(key, "text", 4, (const uint8_t *)data, size),
            "a signature has one length", key->alg);
}

void fuzz_jwk(struct arena *arena, const char *data, size_t size)
{
    struct jwk_set set;
    if (!jwk_set_read(&set, arena, data, size))
        return;
    promise(set.count <= JWK_MOST, "keys have a limit", "");
    for (size_t i = 0; i < set.count; i++) {
        check_key(&set.list[i], data, size);
        promise(jwk_find(&set, set.list[i].id), "a key is found by its id", set.list[i].id);
    }
    jwk_set_free(&set);
}
