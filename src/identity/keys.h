/* The keys of an installation: Ed25519 pairs that sign access tokens (those of all hosts are
 * followed by identity/shared_keys.h), and one secret. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_KEYS_H
#define ORDERD_IDENTITY_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/crypto.h"
#include "base/json_text.h"

enum { KEY_ID_LENGTH = 22, KEYS_MOST = 8 };

struct key {
    char id[KEY_ID_LENGTH + 1]; /* `kid` */
    uint8_t seed[CRYPTO_KEY_BYTES];
    uint8_t public_key[CRYPTO_KEY_BYTES];
};

struct keys;

/* Reads the folder; NULL with one line in *why when it holds no current key or can't be read.
 * Free with keys_close. */
struct keys *keys_open(const char *folder, char *why, size_t size);
void keys_close(struct keys *keys);

/* The key that signs now. Notices by itself when the folder was changed. */
const struct key *keys_current(struct keys *keys);

/* The key of that id, current or still accepted, or NULL. */
const struct key *keys_find(struct keys *keys, const char *id, size_t length);

/* True when a key was looked for in vain that the database may have, which can't be asked. */
bool keys_behind(const struct keys *keys);

/* The secret that signs cursors and from which others are derived, CRYPTO_KEY_BYTES long. */
const uint8_t *keys_secret(const struct keys *keys);

/* A code for `text` that only who has the secret can make, as base64url in the arena (43
 * characters). What is made for one purpose says nothing of another. */
char *keys_mac(const struct keys *keys, struct arena *arena, const char *purpose, const char *text);

/* The public keys as a JWK set (RFC 7517, RFC 8037). */
void keys_write_jwks(struct keys *keys, struct json_writer *w);

/* One line kept beside the keys: the number of the audit log's last seal, and its head. False when
 * there is none. To advance leaves a later one that somebody else has written meanwhile. */
bool keys_read_head(const struct keys *keys, char *out, size_t size)
    __attribute__((warn_unused_result));
bool keys_write_head(const char *folder, const char *line, char *why, size_t size)
    __attribute__((warn_unused_result));
bool keys_advance_head(const char *folder, const char *line, char *why, size_t size)
    __attribute__((warn_unused_result));

/* Makes the folder's secret and first key where they are missing. */
bool keys_create(const char *folder, char *why, size_t size) __attribute__((warn_unused_result));

/* Makes `folder` hold the keys and the secret of the folder `from`, and no others. */
bool keys_import(const char *folder, const char *from, char *why, size_t size)
    __attribute__((warn_unused_result));

#endif
