/* Signatures over exactly the bytes that are sent. */
/* SPDX-License-Identifier: MIT */
#include "relay/webhook_sign.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"

static void add_one(struct buf *out, struct signing_key key, const char *text)
{
    uint8_t mac[CRYPTO_HASH_BYTES];
    if (!key.bytes)
        return;
    crypto_hmac_sha256(mac, key.bytes, key.length, text, strlen(text));
    buf_printf(out, "%sv1,%s", out->length ? " " : "", crypto_base64(out->arena, mac, sizeof mac));
}

char *webhook_signature(struct arena *arena, struct signing_key key, struct signing_key previous,
                        const char *id, time_t timestamp, const char *body)
{
    struct buf out = buf_new(arena);
    const char *text = arena_printf(arena, "%s.%" PRId64 ".%s", id, (int64_t)timestamp, body);
    add_one(&out, key, text);
    add_one(&out, previous, text);
    return out.data;
}

char *webhook_plain_signature(struct arena *arena, const char *secret, const char *body)
{
    uint8_t mac[CRYPTO_HASH_BYTES];
    crypto_hmac_sha256(mac, secret, strlen(secret), body, strlen(body));
    return crypto_hex(arena, mac, sizeof mac);
}
