/* What signs the calls of webhooks: made here, shown once, and sealed in the database. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_SIGNING_SECRET_H
#define ORDERD_IDENTITY_SIGNING_SECRET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "identity/keys.h"

enum { SIGNING_SECRET_BYTES = 32 };

/* The secret as people see it, "whsec_" and base64 (Standard Webhooks), in the arena. */
char *signing_secret_text(struct arena *arena, const uint8_t secret[SIGNING_SECRET_BYTES]);

/* Encrypts it for the webhook of that id with a key from the keys folder: bytea's text form, in the
 * arena. It opens for no other webhook. */
char *signing_secret_seal(struct arena *arena, const struct keys *keys, const char *webhook_id,
                          const uint8_t secret[SIGNING_SECRET_BYTES]);

/* The way back, of a column's text; false (and a line in the log) when it was sealed with another
 * secret than the folder has. */
bool signing_secret_open(uint8_t secret[SIGNING_SECRET_BYTES], const struct keys *keys,
                         const char *webhook_id, const char *sealed)
    __attribute__((warn_unused_result));

#endif
