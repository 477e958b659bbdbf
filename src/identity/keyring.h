/* What lies in the keys folder. Shared by keys.c, which reads it, keys_write.c, and who brings keys
 * from elsewhere. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_KEYRING_H
#define ORDERD_IDENTITY_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "identity/keys.h"

/* The folder (0700) holds `secret` (32 bytes as base64url), one private JWK a signing key named
 * <kid>.jwk, and `current`, which names the kid that signs (all 0600). A key is there before
 * `current` names it, so no worker ever signs with a key that another can't find. */
#define KEYS_SECRET_FILE "secret"
/* What systemd's units name the secret that they hand in (LoadCredential=), so that its file may be
 * root's alone. It is looked for where the folder's own can't be read. */
#define KEYS_CREDENTIAL "keys-secret"
#define KEYS_CURRENT_FILE "current"
#define KEYS_SUFFIX ".jwk"
/* Also there: the head of the audit log's last seal, which is no key and in no backup. */
#define KEYS_HEAD_FILE "audit-head"

enum { KEY_FILE_MOST = 1024, KEY_NAME_SIZE = KEY_ID_LENGTH + sizeof(KEYS_SUFFIX) };

/* Those of a restored backup stand beside the old ones for a moment. */
enum { KEYRING_MOST = 2 * KEYS_MOST };

struct keyring {
    struct key list[KEYRING_MOST]; /* oldest first */
    int64_t created[KEYRING_MOST]; /* seconds since 1970; a key is replaced when the next is made */
    size_t count;
    char current[KEY_ID_LENGTH + 1];
    uint8_t secret[CRYPTO_KEY_BYTES];
};

/* Reads everything; false with one line in *why. */
bool keyring_read(struct keyring *ring, const char *folder, char *why, size_t size)
    __attribute__((warn_unused_result));

/* Puts a key in its place by age; there must be one. */
void keyring_add(struct keyring *ring, const struct key *key, int64_t created);

/* Adds a new key, which signs from now on; younger than all others, whatever the clock says. */
void keyring_renew(struct keyring *ring);

/* The key of that id, or NULL. */
const struct key *keyring_find(const struct keyring *ring, const char *id, size_t length);

/* Makes the folder hold these keys and their secret, and no others. */
bool keyring_write(const struct keyring *ring, const char *folder, char *why, size_t size)
    __attribute__((warn_unused_result));

/* The same where there are none, or no others and no other secret: those stay, and it fails. */
bool keyring_put(const struct keyring *ring, const char *folder, char *why, size_t size)
    __attribute__((warn_unused_result));

/* What keys are in force. */
const struct keyring *keys_ring(const struct keys *keys);

/* Whether it is time to ask elsewhere for keys, which is taken to be done then: at first, after the
 * folder's changed, each five seconds, and a second after the last time if a key is missed. */
bool keys_due(struct keys *keys) __attribute__((warn_unused_result));

/* Puts these in force; NULL: there was no answer, and those of before stay. */
void keys_take(struct keys *keys, const struct keyring *ring);

/* True for the name of a key's file. */
bool keyring_is_key(const char *name);

/* The key's id: the first half of its thumbprint (RFC 7638, by BLAKE2b-256). */
void key_identify(struct key *key);

#endif
