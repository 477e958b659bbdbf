/* Sealed as the secrets of second factors are. */
/* SPDX-License-Identifier: MIT */
#include "identity/signing_secret.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

enum { SEALED_BYTES = SIGNING_SECRET_BYTES + CRYPTO_SEAL_BYTES, OWNER_SIZE = 64 };

static void seal_key(uint8_t key[CRYPTO_KEY_BYTES], const struct keys *keys)
{
    static const char purpose[] = "orderd webhook";
    crypto_hash_raw(key, purpose, sizeof purpose - 1, keys_secret(keys));
}

static void name_owner(char out[OWNER_SIZE], const char *webhook_id)
{
    snprintf(out, OWNER_SIZE, "secret of webhook %s", webhook_id);
}

char *signing_secret_text(struct arena *arena, const uint8_t secret[SIGNING_SECRET_BYTES])
{
    return arena_printf(arena, "whsec_%s", crypto_base64(arena, secret, SIGNING_SECRET_BYTES));
}

char *signing_secret_seal(struct arena *arena, const struct keys *keys, const char *webhook_id,
                          const uint8_t secret[SIGNING_SECRET_BYTES])
{
    uint8_t key[CRYPTO_KEY_BYTES], sealed[SEALED_BYTES];
    char owner[OWNER_SIZE];
    name_owner(owner, webhook_id);
    seal_key(key, keys);
    crypto_seal(sealed, secret, SIGNING_SECRET_BYTES, owner, key);
    return arena_printf(arena, "\\x%s", crypto_hex(arena, sealed, sizeof sealed));
}

bool signing_secret_open(uint8_t secret[SIGNING_SECRET_BYTES], const struct keys *keys,
                         const char *webhook_id, const char *sealed)
{
    uint8_t key[CRYPTO_KEY_BYTES], bytes[SEALED_BYTES];
    char owner[OWNER_SIZE];
    name_owner(owner, webhook_id);
    seal_key(key, keys);
    bool whole =
        strncmp(sealed, "\\x", 2) == 0 &&
        crypto_hex_decode(bytes, sizeof bytes, sealed + 2, strlen(sealed + 2)) == SEALED_BYTES;
    if (whole && crypto_unseal(secret, bytes, sizeof bytes, owner, key))
        return true;
    log_event(LOG_ERROR,
              "a webhook's secret was sealed with another secret than the keys folder has",
              "webhook_id", webhook_id, NULL);
    return false;
}
