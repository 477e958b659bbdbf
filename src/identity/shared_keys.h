/* Signing keys that all hosts of a database share: kept there, sealed with a key from the secret of
 * the hosts' keys folders, which is the same on all. The folder's own are what a host has until it
 * has asked. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_SHARED_KEYS_H
#define ORDERD_IDENTITY_SHARED_KEYS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/values.h"
#include "db/db.h"
#include "identity/keyring.h"
#include "identity/keys.h"
#include "setting/errors.h"

/* Does shared_keys_meet when that is due, every few seconds (keys_due), and puts its keys in force.
 * What fails leaves those of before in force, and is a false, as not yet. `db` may be NULL. */
bool shared_keys_follow(struct keys *keys, struct db *db);

/* Replaces the keys of `ring`, which has a secret, by those of the database that open with it. None
 * of them: E_OK, and ring->count is 0. E_CONFLICT: there are some, and all were sealed with another
 * secret. Errors else as db_run's. */
enum error shared_keys_read(struct db *db, struct arena *arena, struct keyring *ring)
    __attribute__((warn_unused_result));

/* The same, and where a key of `ring` is newer than all of the database, as when it has none, those
 * of `ring` become everybody's first. After any error `ring` is of no use. */
enum error shared_keys_meet(struct db *db, struct arena *arena, struct keyring *ring)
    __attribute__((warn_unused_result));

/* What an error of these says to an operator. */
const char *shared_keys_why(enum error error);

/* Binds all keys of `ring`, sealed, for Q_SIGNING_KEYS_PUT, which passes over those that are there.
 */
void shared_keys_bind(struct values *values, struct arena *arena, const struct keyring *ring);

#endif
