/* Reads the keys folder, and reads it again when it has changed. */
/* SPDX-License-Identifier: MIT */
#include "identity/keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "identity/keyring.h"
#include "json/read.h"

enum { FOLLOW_SECONDS = 5 };

/* What changes whenever a file of the folder is made, replaced or removed. */
struct stamp {
    dev_t device;
    ino_t inode;
    struct timespec changed;
};

struct keys {
    char *folder;
    struct keyring ring; /* in force: the folder's, or what was taken since */
    struct keyring own;  /* the folder's */
    struct stamp seen;   /* the folder as it was read; zero when it may have changed since */
    time_t read_at;      /* monotonic seconds of the last try */
    bool failed;         /* that try did */
    time_t asked_at;     /* see keys_due; 0: not since the folder's were read */
    bool missed;         /* a key was looked for in vain since then */
    bool behind;         /* and there was no answer */
};

/* ---- reading the folder ---- */

/* The file's text without its line end; false with a line in *why. */
static bool read_text(int folder, const char *name, char *out, size_t out_size, char *why,
                      size_t size)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        snprintf(why, size, "%s: %s", name, strerror(errno));
        return false;
    }
    ssize_t length = read(fd, out, out_size - 1);
    close(fd);
    if (length <= 0) {
        snprintf(why, size, "%s: %s", name, length < 0 ? strerror(errno) : "it is empty");
        return false;
    }
    if (out[length - 1] == '\n')
        length--;
    out[length] = '\0';
    return true;
}

static bool read_credential(char *out, size_t out_size)
{
    char why[200];
    const char *path = getenv("CREDENTIALS_DIRECTORY");
    int folder = path ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool fine = folder >= 0 && read_text(folder, KEYS_CREDENTIAL, out, out_size, why, sizeof why);
    if (folder >= 0)
        close(folder);
    return fine;
}

static bool read_secret(struct keyring *ring, int folder, char *why, size_t size)
{
    char text[64];
    if (!read_text(folder, KEYS_SECRET_FILE, text, sizeof text, why, size) &&
        !read_credential(text, sizeof text))
        return false;
    long length = crypto_base64url_decode(ring->secret, CRYPTO_KEY_BYTES, text, strlen(text));
    explicit_bzero(text, sizeof text);
    if (length != CRYPTO_KEY_BYTES)
        snprintf(why, size, "%s: not %d bytes of base64url", KEYS_SECRET_FILE, CRYPTO_KEY_BYTES);
    return length == CRYPTO_KEY_BYTES;
}

static bool member_is(const struct json *jwk, const char *name, const char *text)
{
    const struct json *member = json_member(jwk, name);
    return member && member->type == JSON_STRING && strcmp(member->text, text) == 0;
}

static bool member_bytes(const struct json *jwk, const char *name, uint8_t out[CRYPTO_KEY_BYTES])
{
    const struct json *member = json_member(jwk, name);
    return member && member->type == JSON_STRING &&
           crypto_base64url_decode(out, CRYPTO_KEY_BYTES, member->text, member->length) ==
               CRYPTO_KEY_BYTES;
}

/* A private JWK (RFC 8037) whose public half is the one its seed gives. */
static bool key_parse(struct key *key, int64_t *created, const struct json *jwk)
{
    const struct json *when = json_member(jwk, "created");
    uint8_t x[CRYPTO_KEY_BYTES];
    if (jwk->type != JSON_OBJECT || !member_is(jwk, "kty", "OKP") ||
        !member_is(jwk, "crv", "Ed25519") || !member_is(jwk, "kid", key->id) ||
        !member_bytes(jwk, "d", key->seed) || !member_bytes(jwk, "x", x))
        return false;
    crypto_sign_public(key->public_key, key->seed);
    *created = when && when->type == JSON_NUMBER ? strtoll(when->text, NULL, 10) : 0;
    return crypto_equal(x, key->public_key, CRYPTO_KEY_BYTES);
}

static bool read_key(struct key *key, int64_t *created, int folder, const char *name, char *why,
                     size_t size)
{
    char text[KEY_FILE_MOST];
    if (!read_text(folder, name, text, sizeof text, why, size))
        return false;
    memcpy(key->id, name, KEY_ID_LENGTH);
    key->id[KEY_ID_LENGTH] = '\0';

    struct arena *arena = arena_new(sizeof text);
    const char *error;
    const struct json *jwk = json_read(arena, text, strlen(text), &error);
    bool fine = jwk && key_parse(key, created, jwk);
    arena_free(arena);
    explicit_bzero(text, sizeof text);
    if (!fine)
        snprintf(why, size, "%s: not a private JWK of Ed25519 with this name", name);
    return fine;
}

void keyring_add(struct keyring *ring, const struct key *key, int64_t created)
{
    size_t at = ring->count++;
    for (; at > 0 && ring->created[at - 1] > created; at--) {
        ring->list[at] = ring->list[at - 1];
        ring->created[at] = ring->created[at - 1];
    }
    ring->list[at] = *key;
    ring->created[at] = created;
}

bool keyring_is_key(const char *name)
{
    return strlen(name) == KEY_NAME_SIZE - 1 && strcmp(name + KEY_ID_LENGTH, KEYS_SUFFIX) == 0;
}

static bool read_all_keys(struct keyring *ring, DIR *folder, char *why, size_t size)
{
    for (const struct dirent *entry; (entry = readdir(folder));) {
        struct key key;
        int64_t created;
        if (!keyring_is_key(entry->d_name))
            continue;
        if (ring->count == KEYRING_MOST) {
            snprintf(why, size, "more than %d keys", KEYRING_MOST);
            return false;
        }
        if (!read_key(&key, &created, dirfd(folder), entry->d_name, why, size))
            return false;
        keyring_add(ring, &key, created);
        explicit_bzero(&key, sizeof key);
    }
    return true;
}

static bool read_open_folder(struct keyring *ring, DIR *folder, char *why, size_t size)
{
    char current[64];
    if (!read_secret(ring, dirfd(folder), why, size) ||
        !read_text(dirfd(folder), KEYS_CURRENT_FILE, current, sizeof current, why, size) ||
        !read_all_keys(ring, folder, why, size))
        return false;
    if (!keyring_find(ring, current, strlen(current))) {
        snprintf(why, size, "%s: names a key that is not there", KEYS_CURRENT_FILE);
        return false;
    }
    memcpy(ring->current, current, sizeof ring->current);
    return true;
}

bool keyring_read(struct keyring *ring, const char *path, char *why, size_t size)
{
    char reason[200];
    memset(ring, 0, sizeof *ring);
    DIR *folder = opendir(path);
    if (!folder) {
        snprintf(why, size, "%s: %s", path, strerror(errno));
        return false;
    }
    bool fine = read_open_folder(ring, folder, reason, sizeof reason);
    closedir(folder);
    if (!fine)
        snprintf(why, size, "%s/%s", path, reason);
    return fine;
}

const struct key *keyring_find(const struct keyring *ring, const char *id, size_t length)
{
    for (size_t i = 0; length == KEY_ID_LENGTH && i < ring->count; i++)
        if (memcmp(ring->list[i].id, id, KEY_ID_LENGTH) == 0)
            return &ring->list[i];
    return NULL;
}

void key_identify(struct key *key)
{
    struct arena *arena = arena_new(256);
    uint8_t hash[CRYPTO_HASH_BYTES];
    const char *members = arena_printf(arena, "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%s\"}",
                                       crypto_base64url(arena, key->public_key, CRYPTO_KEY_BYTES));
    crypto_hash_raw(hash, members, strlen(members), NULL);
    memcpy(key->id, crypto_base64url(arena, hash, CRYPTO_HASH_BYTES / 2), KEY_ID_LENGTH + 1);
    arena_free(arena);
}

/* ---- noticing ---- */

/* The folder as it is; zero when it changed so lately that its time, which moves in steps, could
 * be the same after the next change. */
static struct stamp stamp_of(const char *folder)
{
    struct stat st;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (stat(folder, &st) != 0 || labs(now.tv_sec - st.st_mtim.tv_sec) < 2)
        return (struct stamp){0};
    return (struct stamp){st.st_dev, st.st_ino, st.st_mtim};
}

static bool stamps_equal(const struct stamp *a, const struct stamp *b)
{
    return a->inode != 0 && a->inode == b->inode && a->device == b->device &&
           a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static time_t monotonic_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec;
}

static bool same_keys(const struct keyring *a, const struct keyring *b)
{
    bool same = a->count == b->count && strcmp(a->current, b->current) == 0 &&
                memcmp(a->secret, b->secret, sizeof a->secret) == 0;
    for (size_t i = 0; same && i < a->count; i++)
        same = a->created[i] == b->created[i] && strcmp(a->list[i].id, b->list[i].id) == 0;
    return same;
}

/* The stamp is taken first: a change while reading shows the next time. Keys that can't be read
 * leave those of before in force; so do the same keys, since more than keys lies in the folder. */
static bool read_again(struct keys *keys, char *why, size_t size)
{
    struct stamp stamp = stamp_of(keys->folder);
    struct keyring ring;
    keys->read_at = monotonic_seconds();
    keys->failed = !keyring_read(&ring, keys->folder, why, size);
    if (!keys->failed)
        keys->seen = stamp;
    if (!keys->failed && !same_keys(&ring, &keys->own)) {
        keys->ring = keys->own = ring;
        keys->asked_at = 0;
    }
    explicit_bzero(&ring, sizeof ring);
    return !keys->failed;
}

/* `eager`: read although nothing seems to have changed. That, and trying again what failed, is
 * done once a second at most. */
static void notice(struct keys *keys, bool eager)
{
    struct stamp now = stamp_of(keys->folder);
    char why[300];
    bool same = stamps_equal(&keys->seen, &now);
    if (same && !eager)
        return;
    if ((same || keys->failed) && keys->read_at == monotonic_seconds())
        return;
    if (!read_again(keys, why, sizeof why))
        log_event(LOG_ERROR, "keys can't be read", "message", why, NULL);
}

struct keys *keys_open(const char *folder, char *why, size_t size)
{
    struct keys *keys = calloc(1, sizeof *keys);
    if (!keys || !(keys->folder = strdup(folder)))
        abort();
    if (read_again(keys, why, size))
        return keys;
    keys_close(keys);
    return NULL;
}

void keys_close(struct keys *keys)
{
    free(keys->folder);
    explicit_bzero(keys, sizeof *keys);
    free(keys);
}

const struct key *keys_current(struct keys *keys)
{
    notice(keys, false);
    return keyring_find(&keys->ring, keys->ring.current, KEY_ID_LENGTH);
}

const struct key *keys_find(struct keys *keys, const char *id, size_t length)
{
    notice(keys, false);
    const struct key *key = keyring_find(&keys->ring, id, length);
    if (key || length != KEY_ID_LENGTH)
        return key;
    notice(keys, true);
    key = keyring_find(&keys->ring, id, length);
    keys->missed = keys->missed || !key;
    return key;
}

bool keys_due(struct keys *keys)
{
    time_t now = monotonic_seconds();
    if (keys->asked_at && now - keys->asked_at < (keys->missed ? 1 : FOLLOW_SECONDS))
        return false;
    keys->asked_at = now;
    return true;
}

const struct keyring *keys_ring(const struct keys *keys)
{
    return &keys->ring;
}

void keys_take(struct keys *keys, const struct keyring *ring)
{
    keys->behind = !ring;
    if (!ring)
        return;
    keys->missed = false;
    keys->ring = *ring;
}

bool keys_behind(const struct keys *keys)
{
    return keys->behind && keys->missed;
}

const uint8_t *keys_secret(const struct keys *keys)
{
    return keys->ring.secret;
}

char *keys_mac(const struct keys *keys, struct arena *arena, const char *purpose, const char *text)
{
    uint8_t key[CRYPTO_KEY_BYTES], mac[CRYPTO_HASH_BYTES];
    crypto_hash_raw(key, purpose, strlen(purpose), keys->ring.secret);
    crypto_hash_raw(mac, text, strlen(text), key);
    explicit_bzero(key, sizeof key);
    return crypto_base64url(arena, mac, sizeof mac);
}

bool keys_read_head(const struct keys *keys, char *out, size_t size)
{
    char why[300];
    int folder = open(keys->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool there = folder >= 0 && read_text(folder, KEYS_HEAD_FILE, out, size, why, sizeof why);
    if (folder >= 0)
        close(folder);
    return there;
}

void keys_write_jwks(struct keys *keys, struct json_writer *w)
{
    notice(keys, false);
    json_open(w, NULL, '{');
    json_open(w, "keys", '[');
    for (size_t i = 0; i < keys->ring.count; i++) {
        const struct key *key = &keys->ring.list[i];
        json_open(w, NULL, '{');
        json_text(w, "kty", "OKP");
        json_text(w, "crv", "Ed25519");
        json_text(w, "x", crypto_base64url(w->out->arena, key->public_key, CRYPTO_KEY_BYTES));
        json_text(w, "kid", key->id);
        json_text(w, "use", "sig");
        json_text(w, "alg", "EdDSA");
        json_close(w, '}');
    }
    json_close(w, ']');
    json_close(w, '}');
}
