/* The database's signing keys: opened, sealed, and followed. */
/* SPDX-License-Identifier: MIT */
#include "identity/shared_keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

enum { ROOM = 16 * 1024, PATIENCE_MS = 5000 };
enum { SEALED_BYTES = CRYPTO_KEY_BYTES + CRYPTO_SEAL_BYTES, ABOUT_SIZE = 80 };

static void seal_key(uint8_t out[CRYPTO_KEY_BYTES], const struct keyring *ring)
{
    static const char purpose[] = "orderd signing key";
    crypto_hash_raw(out, purpose, sizeof purpose - 1, ring->secret);
}

/* The time, too: whoever can only write to the database can't make an old key the newest. */
static void name_key(char out[ABOUT_SIZE], const char *id, int64_t created)
{
    snprintf(out, ABOUT_SIZE, "signing key %s of %" PRId64, id, created);
}

/* ---- reading ---- */

static bool open_key(struct key *key, int64_t created, const char *sealed, const uint8_t *with)
{
    uint8_t bytes[SEALED_BYTES];
    char about[ABOUT_SIZE], id[sizeof key->id];
    memcpy(id, key->id, sizeof id);
    name_key(about, id, created);
    if (crypto_hex_decode(bytes, sizeof bytes, sealed, strlen(sealed)) != SEALED_BYTES ||
        !crypto_unseal(key->seed, bytes, sizeof bytes, about, with))
        return false;
    crypto_sign_public(key->public_key, key->seed);
    key_identify(key);
    return strcmp(key->id, id) == 0;
}

static void add_row(struct keyring *ring, const struct rows *rows, size_t i, const uint8_t *with)
{
    struct key key;
    int64_t created = rows_int(rows, i, "created");
    snprintf(key.id, sizeof key.id, "%s", rows_text(rows, i, "kid"));
    if (open_key(&key, created, rows_text(rows, i, "sealed"), with))
        keyring_add(ring, &key, created);
    explicit_bzero(&key, sizeof key);
}

enum error shared_keys_read(struct db *db, struct arena *arena, struct keyring *ring)
{
    const struct plan plan = {.list = {Q_SIGNING_KEYS}, .count = 1};
    const struct values none = values_new(arena, P_COUNT);
    const struct rows *rows[1];
    uint8_t with[CRYPTO_KEY_BYTES];
    enum error error = db_run(db, arena, &plan, &none, rows);
    if (error)
        return error;
    seal_key(with, ring);
    ring->count = 0;
    for (size_t i = rows_count(rows[0]); i-- > 0 && ring->count < KEYRING_MOST;)
        add_row(ring, rows[0], i, with);
    explicit_bzero(with, sizeof with);
    if (ring->count)
        memcpy(ring->current, ring->list[ring->count - 1].id, sizeof ring->current);
    return ring->count || !rows_count(rows[0]) ? E_OK : E_CONFLICT;
}

/* ---- writing ---- */

void shared_keys_bind(struct values *values, struct arena *arena, const struct keyring *ring)
{
    struct buf ids = buf_new(arena), times = buf_new(arena), seals = buf_new(arena);
    uint8_t with[CRYPTO_KEY_BYTES], sealed[SEALED_BYTES];
    char about[ABOUT_SIZE];
    seal_key(with, ring);
    for (size_t i = 0; i < ring->count; i++) {
        char before = i ? ',' : '{';
        name_key(about, ring->list[i].id, ring->created[i]);
        crypto_seal(sealed, ring->list[i].seed, CRYPTO_KEY_BYTES, about, with);
        buf_printf(&ids, "%c%s", before, ring->list[i].id);
        buf_printf(&times, "%c%" PRId64, before, ring->created[i]);
        buf_printf(&seals, "%c%s", before, crypto_hex(arena, sealed, sizeof sealed));
    }
    explicit_bzero(with, sizeof with);
    values_set(values, P_KEY_IDS, arena_printf(arena, "%s}", ids.data));
    values_set(values, P_KEY_TIMES, arena_printf(arena, "%s}", times.data));
    values_set(values, P_KEY_SEALS, arena_printf(arena, "%s}", seals.data));
}

static enum error hand_in(struct db *db, struct arena *arena, const struct keyring *ring)
{
    const struct plan plan = {.list = {Q_SIGNING_KEYS_PUT}, .count = 1, .writes = true};
    const struct rows *none[1];
    struct values values = values_new(arena, P_COUNT);
    shared_keys_bind(&values, arena, ring);
    return db_run(db, arena, &plan, &values, none);
}

/* When the newest was made. */
static int64_t newest(const struct keyring *ring)
{
    return ring->count ? ring->created[ring->count - 1] : -1;
}

/* A key goes into the database before any host has it, and leaves it only after a newer one came:
 * one of ours that is newer than all there is of a time before hosts shared keys, or was lost. */
enum error shared_keys_meet(struct db *db, struct arena *arena, struct keyring *ring)
{
    struct keyring own = *ring;
    enum error error = shared_keys_read(db, arena, ring);
    if (!error && newest(&own) > newest(ring)) {
        error = hand_in(db, arena, &own);
        error = error ? error : shared_keys_read(db, arena, ring);
    }
    explicit_bzero(&own, sizeof own);
    return error;
}

/* ---- following ---- */

static enum error ask(struct keys *keys, struct db *db)
{
    struct arena *arena = arena_new(ROOM);
    struct keyring ring = *keys_ring(keys);
    enum error error = shared_keys_meet(db, arena, &ring);
    keys_take(keys, error ? NULL : &ring);
    explicit_bzero(&ring, sizeof ring);
    arena_free(arena);
    return error;
}

bool shared_keys_follow(struct keys *keys, struct db *db)
{
    if (!db || !keys_due(keys))
        return false;
    int64_t before = db_deadline(db, 0);
    db_deadline(db, before ? before : clock_ms() + PATIENCE_MS);
    enum error error = ask(keys, db);
    db_deadline(db, before);
    if (error && error != E_UNAVAILABLE)
        log_event(LOG_ERROR, "the database's signing keys are not to be had", "why",
                  shared_keys_why(error), NULL);
    return !error;
}

const char *shared_keys_why(enum error error)
{
    return error == E_CONFLICT
               ? "the signing keys in the database were sealed with another secret than the keys "
                 "folder has: bring it that of the other hosts"
               : error_row(error)->detail;
}
