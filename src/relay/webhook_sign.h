/* What proves to a receiver who calls: the headers of Standard Webhooks, and plain ones. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_WEBHOOK_SIGN_H
#define ORDERD_RELAY_WEBHOOK_SIGN_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/arena.h"

/* A secret of any length; `bytes` is NULL where there is none. */
struct signing_key {
    const uint8_t *bytes;
    size_t length;
};

/* The value of webhook-signature: "v1," and base64 of HMAC-SHA256 over "id.timestamp.body" by each
 * secret, separated by spaces, the newest first. In the arena.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
char *webhook_signature(struct arena *arena, struct signing_key key, struct signing_key previous,
                        const char *id, time_t timestamp, const char *body);

/* The value of X-Webhook-Signature: hex HMAC-SHA256 over the body alone, keyed with the secret as
 * people see it ("whsec_…"). In the arena. */
char *webhook_plain_signature(struct arena *arena, const char *secret, const char *body);

#endif
