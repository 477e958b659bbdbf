/* A line that says what it is, one of salt and sealed bytes, and that line's hash, which tells a
 * file that was cut from a passphrase that is wrong. */
/* SPDX-License-Identifier: MIT */
#include "identity/sealed_keys.h"

#include <errno.h>
#include <string.h>

static const char what[] = "orderd keys 1";

enum {
    HEAD = CRYPTO_KEY_BYTES + KEY_ID_LENGTH, /* the secret, and which key signs */
    EACH = sizeof(int64_t) + CRYPTO_KEY_BYTES,
    PLAIN_MOST = HEAD + KEYRING_MOST * EACH,
    BEFORE = CRYPTO_SALT_BYTES + CRYPTO_SEAL_BYTES,
};

static size_t pack(uint8_t plain[PLAIN_MOST], const struct keyring *ring)
{
    uint8_t *end = plain + HEAD;
    memcpy(plain, ring->secret, CRYPTO_KEY_BYTES);
    memcpy(plain + CRYPTO_KEY_BYTES, ring->current, KEY_ID_LENGTH);
    for (size_t i = 0; i < ring->count; i++, end += EACH) {
        for (size_t byte = 0; byte < sizeof(int64_t); byte++)
            end[byte] = (uint8_t)((uint64_t)ring->created[i] >> (8 * byte));
        memcpy(end + sizeof(int64_t), ring->list[i].seed, CRYPTO_KEY_BYTES);
    }
    return (size_t)(end - plain);
}

static bool unpack(struct keyring *ring, const uint8_t *plain, size_t length)
{
    memset(ring, 0, sizeof *ring);
    memcpy(ring->secret, plain, CRYPTO_KEY_BYTES);
    memcpy(ring->current, plain + CRYPTO_KEY_BYTES, KEY_ID_LENGTH);
    for (const uint8_t *at = plain + HEAD; at + EACH <= plain + length; at += EACH) {
        struct key key;
        uint64_t created = 0;
        for (size_t byte = 0; byte < sizeof created; byte++)
            created |= (uint64_t)at[byte] << (8 * byte);
        memcpy(key.seed, at + sizeof created, CRYPTO_KEY_BYTES);
        crypto_sign_public(key.public_key, key.seed);
        key_identify(&key);
        keyring_add(ring, &key, (int64_t)created);
        explicit_bzero(&key, sizeof key);
    }
    return keyring_find(ring, ring->current, KEY_ID_LENGTH);
}

static char *hash_of(struct arena *arena, const char *line, size_t length)
{
    uint8_t hash[CRYPTO_HASH_BYTES];
    crypto_hash_raw(hash, line, length, NULL);
    return crypto_base64url(arena, hash, sizeof hash);
}

char *sealed_keys_text(struct arena *arena, const struct keyring *ring, const char *passphrase)
{
    uint8_t plain[PLAIN_MOST], bytes[BEFORE + PLAIN_MOST], key[CRYPTO_KEY_BYTES];
    size_t length = pack(plain, ring);
    crypto_random(bytes, CRYPTO_SALT_BYTES);
    bool fine = crypto_passphrase_key(key, passphrase, bytes);
    if (fine)
        crypto_seal(bytes + CRYPTO_SALT_BYTES, plain, length, what, key);
    explicit_bzero(plain, sizeof plain);
    explicit_bzero(key, sizeof key);
    const char *line = crypto_base64url(arena, bytes, BEFORE + length);
    return fine
               ? arena_printf(arena, "%s\n%s\n%s\n", what, line, hash_of(arena, line, strlen(line)))
               : NULL;
}

/* Where the line of sealed bytes begins, or NULL. */
static const char *sealed_line(const char *text)
{
    size_t length = sizeof what - 1;
    return strncmp(text, what, length) == 0 && text[length] == '\n' ? text + length + 1 : NULL;
}

bool sealed_keys_whole(const char *text)
{
    const char *line = sealed_line(text);
    size_t length = line ? strcspn(line, "\n") : 0;
    if (!length || line[length] != '\n')
        return false;
    struct arena *arena = arena_new(256);
    const char *hash = hash_of(arena, line, length), *rest = line + length + 1;
    bool whole = strncmp(rest, hash, strlen(hash)) == 0 && strcmp(rest + strlen(hash), "\n") == 0;
    arena_free(arena);
    return whole;
}

bool sealed_keys_open(struct keyring *ring, const char *text, const char *passphrase)
{
    uint8_t plain[PLAIN_MOST], bytes[BEFORE + PLAIN_MOST], key[CRYPTO_KEY_BYTES];
    const char *line = sealed_line(text);
    long length =
        line ? crypto_base64url_decode(bytes, sizeof bytes, line, strcspn(line, "\n")) : -1;
    errno = 0;
    bool fine = length >= BEFORE + HEAD && crypto_passphrase_key(key, passphrase, bytes) &&
                crypto_unseal(plain, bytes + CRYPTO_SALT_BYTES, (size_t)length - CRYPTO_SALT_BYTES,
                              what, key) &&
                unpack(ring, plain, (size_t)length - BEFORE);
    explicit_bzero(plain, sizeof plain);
    explicit_bzero(key, sizeof key);
    return fine;
}
