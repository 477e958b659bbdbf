/* Thin names over libsodium; nothing here invents anything. */
/* SPDX-License-Identifier: MIT */
#include "base/crypto.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 64 MiB, two passes: libsodium's "interactive" strength. */
static const unsigned long long password_passes = 2;
static const size_t password_memory = 64UL * 1024 * 1024;

/* A well-formed hash of the same cost that no known password has. */
static const char nobodys_hash[] = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

void crypto_setup(void)
{
    if (sodium_init() >= 0)
        return;
    fputs("orderd: libsodium can't start\n", stderr);
    abort();
}

void crypto_random(void *out, size_t length)
{
    randombytes_buf(out, length);
}

char *crypto_uuid(struct arena *arena)
{
    uint8_t r[16];
    randombytes_buf(r, sizeof(r));
    r[6] = (uint8_t)((r[6] & 0x0f) | 0x40); /* version 4 */
    r[8] = (uint8_t)((r[8] & 0x3f) | 0x80); /* variant 10 */
    return arena_printf(
        arena, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", r[0], r[1],
        r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12], r[13], r[14], r[15]);
}

char *crypto_secret(struct arena *arena)
{
    uint8_t secret[32];
    randombytes_buf(secret, sizeof(secret));
    char *text = crypto_base64url(arena, secret, sizeof(secret));
    sodium_memzero(secret, sizeof(secret));
    return text;
}

void crypto_hash_raw(uint8_t out[CRYPTO_HASH_BYTES], const void *data, size_t length,
                     const uint8_t *key)
{
    crypto_generichash(out, CRYPTO_HASH_BYTES, data, length, key, key ? CRYPTO_KEY_BYTES : 0);
}

uint64_t crypto_hash_word(const uint8_t key[CRYPTO_WORD_KEY_BYTES], const void *data, size_t length)
{
    uint64_t word;
    crypto_shorthash((uint8_t *)&word, data, length, key);
    return word;
}

void crypto_seal(uint8_t *out, const void *data, size_t length, const char *about,
                 const uint8_t key[CRYPTO_KEY_BYTES])
{
    enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
    _Static_assert(NONCE + crypto_aead_xchacha20poly1305_ietf_ABYTES == CRYPTO_SEAL_BYTES, "");
    randombytes_buf(out, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        out + NONCE, NULL, data, length, (const uint8_t *)about, strlen(about), NULL, out, key);
}

bool crypto_unseal(void *out, const uint8_t *sealed, size_t length, const char *about,
                   const uint8_t key[CRYPTO_KEY_BYTES])
{
    enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
    return length >= CRYPTO_SEAL_BYTES &&
           crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, sealed + NONCE,
                                                      length - NONCE, (const uint8_t *)about,
                                                      strlen(about), sealed, key) == 0;
}

char *crypto_hex(struct arena *arena, const void *data, size_t length)
{
    char *text = arena_alloc(arena, 2 * length + 1);
    return sodium_bin2hex(text, 2 * length + 1, data, length);
}

char *crypto_hash_bytea(struct arena *arena, const void *data, size_t length)
{
    uint8_t hash[CRYPTO_HASH_BYTES];
    crypto_hash_raw(hash, data, length, NULL);
    return arena_printf(arena, "\\x%s", crypto_hex(arena, hash, sizeof(hash)));
}

void crypto_hmac_sha256(uint8_t out[CRYPTO_HASH_BYTES], const void *key, size_t key_length,
                        const void *data, size_t length)
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, key_length);
    crypto_auth_hmacsha256_update(&state, data, length);
    crypto_auth_hmacsha256_final(&state, out);
}

long crypto_hex_decode(void *out, size_t size, const char *text, size_t length)
{
    size_t got;
    const char *end;
    if (sodium_hex2bin(out, size, text, length, NULL, &got, &end) != 0 || end != text + length)
        return -1;
    return (long)got;
}

bool crypto_equal(const void *a, const void *b, size_t length)
{
    return sodium_memcmp(a, b, length) == 0;
}

static char *base64_encode(struct arena *arena, const void *data, size_t length, int variant)
{
    size_t size = sodium_base64_encoded_len(length, variant);
    char *text = arena_alloc(arena, size);
    return sodium_bin2base64(text, size, data, length, variant);
}

char *crypto_base64url(struct arena *arena, const void *data, size_t length)
{
    return base64_encode(arena, data, length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *crypto_base64(struct arena *arena, const void *data, size_t length)
{
    return base64_encode(arena, data, length, sodium_base64_VARIANT_ORIGINAL);
}

/* libsodium takes every byte over 0x7f for the last digit. */
static bool is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] > 0x7f)
            return false;
    }
    return true;
}

static long base64_decode(void *out, size_t size, const char *text, size_t length, int variant)
{
    size_t decoded;
    if (!is_ascii(text, length) ||
        sodium_base642bin(out, size, text, length, NULL, &decoded, NULL, variant) != 0)
        return -1;
    return (long)decoded;
}

long crypto_base64url_decode(void *out, size_t size, const char *text, size_t length)
{
    return base64_decode(out, size, text, length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

long crypto_base64_decode(void *out, size_t size, const char *text, size_t length)
{
    return base64_decode(out, size, text, length, sodium_base64_VARIANT_ORIGINAL);
}

char *crypto_password_hash(struct arena *arena, const char *password)
{
    char *hash = arena_alloc(arena, crypto_pwhash_STRBYTES);
    if (crypto_pwhash_str_alg(hash, password, strlen(password), password_passes, password_memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return NULL;
    return hash;
}

const char *crypto_password_none(void)
{
    return nobodys_hash;
}

/* What crypto_password_hash made, taken apart. */
struct password_hash {
    size_t memory;
    unsigned long long passes;
    uint8_t salt[crypto_pwhash_SALTBYTES];
    uint8_t hash[CRYPTO_HASH_BYTES];
};

static bool from_base64(uint8_t *out, size_t size, const char *text)
{
    return base64_decode(out, size, text, strlen(text),
                         sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == (long)size;
}

static bool take_apart(const char *text, struct password_hash *parts)
{
    unsigned kilobytes;
    char salt[32], hash[64];
    if (sscanf(text, "$argon2id$v=19$m=%9u,t=%9llu,p=1$%31[^$]$%63s", &kilobytes, &parts->passes,
               salt, hash) != 4)
        return false;
    parts->memory = kilobytes * (size_t)1024;
    return from_base64(parts->salt, sizeof parts->salt, salt) &&
           from_base64(parts->hash, sizeof parts->hash, hash);
}

/* libsodium's own check answers the same, errno too, for a password that differs and for want of
 * memory; so the hash is made again and compared here, except for one of another form. */
enum crypto_fit crypto_password_check(const char *hash, const char *password)
{
    struct password_hash parts;
    uint8_t again[CRYPTO_HASH_BYTES];
    const char *text = hash ? hash : nobodys_hash;
    if (!take_apart(text, &parts))
        return crypto_pwhash_str_verify(text, password, strlen(password)) == 0 ? CRYPTO_FITS
                                                                               : CRYPTO_DIFFERS;
    if (crypto_pwhash(again, sizeof again, password, strlen(password), parts.salt, parts.passes,
                      parts.memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return errno == ENOMEM ? CRYPTO_NO_MEMORY : CRYPTO_DIFFERS;
    return crypto_equal(again, parts.hash, sizeof again) && hash ? CRYPTO_FITS : CRYPTO_DIFFERS;
}

bool crypto_passphrase_key(uint8_t key[CRYPTO_KEY_BYTES], const char *passphrase,
                           const uint8_t salt[CRYPTO_SALT_BYTES])
{
    _Static_assert(CRYPTO_SALT_BYTES == crypto_pwhash_SALTBYTES, "");
    return crypto_pwhash(key, CRYPTO_KEY_BYTES, passphrase, strlen(passphrase), salt, 3,
                         256UL * 1024 * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

void crypto_sign_key(uint8_t seed[CRYPTO_KEY_BYTES], uint8_t public_key[CRYPTO_KEY_BYTES])
{
    randombytes_buf(seed, CRYPTO_KEY_BYTES);
    crypto_sign_public(public_key, seed);
}

void crypto_sign_public(uint8_t public_key[CRYPTO_KEY_BYTES], const uint8_t seed[CRYPTO_KEY_BYTES])
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(public_key, secret, seed);
    sodium_memzero(secret, sizeof(secret));
}

void crypto_sign_message(uint8_t out[CRYPTO_SIGNATURE_BYTES], const void *data, size_t length,
                         const uint8_t seed[CRYPTO_KEY_BYTES])
{
    uint8_t public_key[CRYPTO_KEY_BYTES];
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(public_key, secret, seed);
    crypto_sign_detached(out, NULL, data, length, secret);
    sodium_memzero(secret, sizeof(secret));
}

bool crypto_verify(const uint8_t signature[CRYPTO_SIGNATURE_BYTES], const void *data, size_t length,
                   const uint8_t public_key[CRYPTO_KEY_BYTES])
{
    return crypto_sign_verify_detached(signature, data, length, public_key) == 0;
}
