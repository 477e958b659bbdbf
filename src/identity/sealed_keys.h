/* Keys in a text that a passphrase opens, to be kept apart from backups. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_SEALED_KEYS_H
#define ORDERD_IDENTITY_SEALED_KEYS_H

#include <stdbool.h>

#include "base/arena.h"
#include "identity/keyring.h"

enum { SEALED_KEYS_MOST = 4096 };

/* The secret and the keys of `ring` as three lines, in the arena; NULL when the system has no
 * memory for it. */
char *sealed_keys_text(struct arena *arena, const struct keyring *ring, const char *passphrase)
    __attribute__((warn_unused_result));

/* True when nothing of the text is missing or changed by accident. */
bool sealed_keys_whole(const char *text);

/* The way back; false for another passphrase, what was not made here, and want of memory
 * (errno is ENOMEM). */
bool sealed_keys_open(struct keyring *ring, const char *text, const char *passphrase)
    __attribute__((warn_unused_result));

#endif
