/* JWKs become openssl's keys. A key's type alone decides the algorithm, whatever a token says: so
 * no public key is ever taken for the secret of a MAC. */
/* SPDX-License-Identifier: MIT */
#include "identity/jwk.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "identity/jwt.h"

enum {
    RSA_LEAST_BITS = 2048, /* RFC 7518 section 3.3 */
    RSA_MOST_BITS = 8192,
    P256_BYTES = 32,
    MEMBER_MOST = RSA_MOST_BITS / 8 + 1,
};

/* ---- reading keys ---- */

/* The bytes of a base64url member; -1 when there are none or too many. */
static long bytes_of(const struct json *jwk, const char *name, uint8_t out[MEMBER_MOST])
{
    const char *text = jwt_text(jwk, name);
    return *text ? crypto_base64url_decode(out, MEMBER_MOST, text, strlen(text)) : -1;
}

static EVP_PKEY *key_of(const char *type, OSSL_PARAM_BLD *build)
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (parameters && context && EVP_PKEY_fromdata_init(context) == 1 &&
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    return key;
}

static EVP_PKEY *rsa_key(const struct json *jwk)
{
    uint8_t n[MEMBER_MOST], e[MEMBER_MOST];
    long n_length = bytes_of(jwk, "n", n), e_length = bytes_of(jwk, "e", e);
    if (n_length <= 0 || e_length <= 0 || e_length > 8)
        return NULL;
    EVP_PKEY *key = NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM *modulus = BN_bin2bn(n, (int)n_length, NULL);
    BIGNUM *exponent = BN_bin2bn(e, (int)e_length, NULL);
    if (build && modulus && exponent && BN_num_bits(modulus) >= RSA_LEAST_BITS &&
        BN_num_bits(modulus) <= RSA_MOST_BITS && BN_is_odd(exponent) && !BN_is_one(exponent) &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent) == 1)
        key = key_of("RSA", build);
    BN_free(exponent);
    BN_free(modulus);
    OSSL_PARAM_BLD_free(build);
    return key;
}

/* openssl refuses a point that is not on the curve. */
static EVP_PKEY *p256_key(const struct json *jwk)
{
    uint8_t x[MEMBER_MOST], y[MEMBER_MOST], point[1 + 2 * P256_BYTES] = {4 /* uncompressed */};
    if (strcmp(jwt_text(jwk, "crv"), "P-256") != 0 || bytes_of(jwk, "x", x) != P256_BYTES ||
        bytes_of(jwk, "y", y) != P256_BYTES)
        return NULL;
    memcpy(point + 1, x, P256_BYTES);
    memcpy(point + 1 + P256_BYTES, y, P256_BYTES);
    EVP_PKEY *key = NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    if (build &&
        OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point) == 1)
        key = key_of("EC", build);
    OSSL_PARAM_BLD_free(build);
    return key;
}

static EVP_PKEY *ed25519_key(const struct json *jwk)
{
    uint8_t x[MEMBER_MOST];
    if (strcmp(jwt_text(jwk, "crv"), "Ed25519") != 0 || bytes_of(jwk, "x", x) != CRYPTO_KEY_BYTES)
        return NULL;
    return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, x, CRYPTO_KEY_BYTES);
}

static const struct {
    const char *kty;
    const char *alg;
    EVP_PKEY *(*read)(const struct json *jwk);
} kinds[] = {
    {"RSA", "RS256", rsa_key},
    {"EC", "ES256", p256_key},
    {"OKP", "EdDSA", ed25519_key},
};

/* A member that is not there fits anything. */
static bool fits(const struct json *jwk, const char *name, const char *wanted)
{
    return !json_member(jwk, name) || strcmp(jwt_text(jwk, name), wanted) == 0;
}

static bool read_key(struct jwk *out, const struct json *jwk)
{
    const char *kty = jwt_text(jwk, "kty"), *id = jwt_text(jwk, "kid");
    *out = (struct jwk){.key = NULL};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kty, kinds[i].kty) != 0 || !fits(jwk, "alg", kinds[i].alg) ||
            !fits(jwk, "use", "sig") || !*id || strlen(id) >= sizeof out->id)
            continue;
        memcpy(out->id, id, strlen(id) + 1);
        out->alg = kinds[i].alg;
        out->key = kinds[i].read(jwk);
    }
    return out->key;
}

bool jwk_set_read(struct jwk_set *set, struct arena *arena, const char *text, size_t length)
{
    const char *error;
    const struct json *tree = json_read(arena, text, length, &error);
    const struct json *keys = tree && tree->type == JSON_OBJECT ? json_member(tree, "keys") : NULL;
    set->count = 0;
    if (!keys || keys->type != JSON_ARRAY)
        return false;
    for (const struct json *jwk = keys->first; jwk && set->count < JWK_MOST; jwk = jwk->next) {
        if (jwk->type == JSON_OBJECT && read_key(&set->list[set->count], jwk))
            set->count++;
    }
    return true;
}

void jwk_set_free(struct jwk_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        EVP_PKEY_free(set->list[i].key);
    set->count = 0;
}

const struct jwk *jwk_find(const struct jwk_set *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->list[i].id, id) == 0)
            return &set->list[i];
    }
    return NULL;
}

/* ---- checking signatures ---- */

/* JOSE's r and s side by side as the DER that openssl reads. */
static int p256_to_der(const uint8_t *signature, size_t length, uint8_t **der)
{
    if (length != 2 * P256_BYTES)
        return -1;
    ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(signature, P256_BYTES, NULL);
    BIGNUM *s = BN_bin2bn(signature + P256_BYTES, P256_BYTES, NULL);
    int der_length = -1;
    if (pair && r && s && ECDSA_SIG_set0(pair, r, s) == 1) {
        der_length = i2d_ECDSA_SIG(pair, der);
    } else {
        BN_free(r);
        BN_free(s);
    }
    ECDSA_SIG_free(pair);
    return der_length;
}

static bool digest_verify(const struct jwk *jwk, const EVP_MD *digest, const void *data,
                          size_t length, const uint8_t *signature, size_t signature_length)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool fine = context && EVP_DigestVerifyInit(context, NULL, digest, NULL, jwk->key) == 1 &&
                EVP_DigestVerify(context, signature, signature_length, data, length) == 1;
    EVP_MD_CTX_free(context);
    return fine;
}

bool jwk_verify(const struct jwk *jwk, const void *data, size_t length, const uint8_t *signature,
                size_t signature_length)
{
    if (strcmp(jwk->alg, "EdDSA") == 0)
        return digest_verify(jwk, NULL, data, length, signature, signature_length);
    if (strcmp(jwk->alg, "RS256") == 0)
        return digest_verify(jwk, EVP_sha256(), data, length, signature, signature_length);
    uint8_t *der = NULL;
    int der_length = p256_to_der(signature, signature_length, &der);
    bool fine =
        der_length > 0 && digest_verify(jwk, EVP_sha256(), data, length, der, (size_t)der_length);
    OPENSSL_free(der);
    return fine;
}
