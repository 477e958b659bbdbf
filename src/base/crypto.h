/* Random numbers, hashes, passwords and signatures: all of libsodium that orderd uses.
 * libsodium's own names begin with crypto_ too: crypto_hash and crypto_sign are taken. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_CRYPTO_H
#define ORDERD_BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { CRYPTO_HASH_BYTES = 32, CRYPTO_KEY_BYTES = 32, CRYPTO_SIGNATURE_BYTES = 64 };

/* Must run once before anything else here; aborts when the library can't start. */
void crypto_setup(void);

void crypto_random(void *out, size_t length);

/* A random UUID, version 4 (RFC 9562), in the arena. */
char *crypto_uuid(struct arena *arena);

/* A random secret of 32 bytes as base64url, in the arena: refresh tokens, API keys. */
char *crypto_secret(struct arena *arena);

/* BLAKE2b-256, keyed when `key` is not NULL (CRYPTO_KEY_BYTES long). */
void crypto_hash_raw(uint8_t out[CRYPTO_HASH_BYTES], const void *data, size_t length,
                     const uint8_t *key);

/* 64 bits of SipHash-2-4 under a secret key: for tables of this machine's memory, where nobody who
 * does not know the key can choose what clashes. */
enum { CRYPTO_WORD_KEY_BYTES = 16 };
uint64_t crypto_hash_word(const uint8_t key[CRYPTO_WORD_KEY_BYTES], const void *data,
                          size_t length);

/* Encrypts `length` bytes to CRYPTO_SEAL_BYTES more (nonce, text, tag: XChaCha20-Poly1305) that
 * open only with the same key and the same words `about` what they are. */
enum { CRYPTO_SEAL_BYTES = 24 + 16 };
void crypto_seal(uint8_t *out, const void *data, size_t length, const char *about,
                 const uint8_t key[CRYPTO_KEY_BYTES]);

/* The way back, of `length` bytes sealed; false when they are not what crypto_seal made. */
bool crypto_unseal(void *out, const uint8_t *sealed, size_t length, const char *about,
                   const uint8_t key[CRYPTO_KEY_BYTES]) __attribute__((warn_unused_result));

/* Lower-case hex, in the arena. */
char *crypto_hex(struct arena *arena, const void *data, size_t length);

/* The hash without a key as hex with the prefix "\x": PostgreSQL's text form of bytea. */
char *crypto_hash_bytea(struct arena *arena, const void *data, size_t length);

/* HMAC-SHA256 (RFC 2104) with a key of any length: what others sign webhooks with. */
void crypto_hmac_sha256(uint8_t out[CRYPTO_HASH_BYTES], const void *key, size_t key_length,
                        const void *data, size_t length);

/* Bytes of hex digits of either case; -1 for anything else or what does not fit `size`. */
long crypto_hex_decode(void *out, size_t size, const char *text, size_t length);

/* True when both are equal, in time that does not depend on where they differ. */
bool crypto_equal(const void *a, const void *b, size_t length);

/* Text forms without padding (RFC 4648 section 5). Decoding gives the number of bytes, or -1
 * for anything that is not canonical base64url or does not fit `size`. */
char *crypto_base64url(struct arena *arena, const void *data, size_t length);
long crypto_base64url_decode(void *out, size_t size, const char *text, size_t length);

/* The same with padding and the usual alphabet (section 4): what others write and read. */
char *crypto_base64(struct arena *arena, const void *data, size_t length);
long crypto_base64_decode(void *out, size_t size, const char *text, size_t length);

/* Argon2id with 64 MiB and two passes (RFC 9106; OWASP's password storage sheet); the encoded
 * hash, in the arena. NULL when the system has no memory for it. */
char *crypto_password_hash(struct arena *arena, const char *password)
    __attribute__((warn_unused_result));

/* A hash that no password fits, as costly to check as a real one: of who signs in elsewhere. */
const char *crypto_password_none(void);

/* Whether a password fits. A NULL hash takes the time of a real one and differs, so that an unknown
 * account can't be told from a wrong password. */
enum crypto_fit { CRYPTO_DIFFERS, CRYPTO_FITS, CRYPTO_NO_MEMORY /* to find out */ };
enum crypto_fit crypto_password_check(const char *hash, const char *password)
    __attribute__((warn_unused_result));

/* A key from a passphrase, for what lies about for long: Argon2id with 256 MiB and three passes.
 * False when the system has no memory for it. */
enum { CRYPTO_SALT_BYTES = 16 };
bool crypto_passphrase_key(uint8_t key[CRYPTO_KEY_BYTES], const char *passphrase,
                           const uint8_t salt[CRYPTO_SALT_BYTES])
    __attribute__((warn_unused_result));

/* Ed25519 (RFC 8032). The secret is the 32-byte seed; the public key has 32 bytes. */
void crypto_sign_key(uint8_t seed[CRYPTO_KEY_BYTES], uint8_t public_key[CRYPTO_KEY_BYTES]);
void crypto_sign_public(uint8_t public_key[CRYPTO_KEY_BYTES], const uint8_t seed[CRYPTO_KEY_BYTES]);
void crypto_sign_message(uint8_t out[CRYPTO_SIGNATURE_BYTES], const void *data, size_t length,
                         const uint8_t seed[CRYPTO_KEY_BYTES]);
bool crypto_verify(const uint8_t signature[CRYPTO_SIGNATURE_BYTES], const void *data, size_t length,
                   const uint8_t public_key[CRYPTO_KEY_BYTES]) __attribute__((warn_unused_result));

#endif
