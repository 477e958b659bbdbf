/* Makes and replaces what lies in the keys folder: the operator's half of keys.c. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "identity/keyring.h"

/* The folder, open and locked against another orderctl. */
struct folder {
    const char *path;
    int fd;
    char *why;
    size_t size;
};

static bool fail(const struct folder *folder, const char *name, const char *what)
{
    snprintf(folder->why, folder->size, "%s%s%s: %s", folder->path, *name ? "/" : "", name, what);
    return false;
}

static bool folder_open(struct folder *folder, int lock)
{
    folder->fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd < 0)
        return fail(folder, "", strerror(errno));
    if (flock(folder->fd, lock) == 0)
        return true;
    fail(folder, "", strerror(errno));
    close(folder->fd);
    return false;
}

static bool folder_make(struct folder *folder)
{
    if (mkdir(folder->path, 0700) != 0 && errno != EEXIST)
        return fail(folder, "", strerror(errno));
    return folder_open(folder, LOCK_EX);
}

/* What root replaces stays whose it was; what is new is of the account the folder belongs to: the
 * workers'. */
static bool give_to_owner(int folder, const char *name, int file)
{
    struct stat st;
    return geteuid() != 0 ||
           ((fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 || fstat(folder, &st) == 0) &&
            fchown(file, st.st_uid, st.st_gid) == 0);
}

static bool write_all(int fd, const char *text)
{
    size_t length = strlen(text);
    return write(fd, text, length) == (ssize_t)length;
}

/* `name` holds `text` afterwards, or is as it was; also if the machine stops in between. */
static bool put(const struct folder *folder, const char *name, const char *text)
{
    char fresh[KEY_NAME_SIZE + 8];
    snprintf(fresh, sizeof fresh, ".%s.new", name);
    unlinkat(folder->fd, fresh, 0); /* left by one that was killed; we hold the lock */
    int fd = openat(folder->fd, fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fail(folder, name, strerror(errno));
    bool fine = give_to_owner(folder->fd, name, fd) && write_all(fd, text) && fsync(fd) == 0 &&
                renameat(folder->fd, fresh, folder->fd, name) == 0 && fsync(folder->fd) == 0;
    if (!fine) {
        fail(folder, name, strerror(errno));
        unlinkat(folder->fd, fresh, 0);
    }
    close(fd);
    return fine;
}

static bool put_secret(const struct folder *folder, const uint8_t secret[CRYPTO_KEY_BYTES])
{
    struct arena *arena = arena_new(256);
    const char *text = crypto_base64url(arena, secret, CRYPTO_KEY_BYTES);
    bool fine = put(folder, KEYS_SECRET_FILE, arena_printf(arena, "%s\n", text));
    arena_free(arena);
    return fine;
}

static bool put_new_secret(const struct folder *folder)
{
    uint8_t secret[CRYPTO_KEY_BYTES];
    crypto_random(secret, sizeof secret);
    bool fine = put_secret(folder, secret);
    explicit_bzero(secret, sizeof secret);
    return fine;
}

static char *jwk_text(struct arena *arena, const struct key *key, int64_t created)
{
    struct buf out = buf_new(arena);
    struct json_writer w = json_writer(&out);
    json_open(&w, NULL, '{');
    json_text(&w, "kty", "OKP");
    json_text(&w, "crv", "Ed25519");
    json_text(&w, "x", crypto_base64url(arena, key->public_key, CRYPTO_KEY_BYTES));
    json_text(&w, "d", crypto_base64url(arena, key->seed, CRYPTO_KEY_BYTES));
    json_text(&w, "kid", key->id);
    json_int(&w, "created", created);
    json_close(&w, '}');
    buf_char(&out, '\n');
    return out.data;
}

static bool put_key(const struct folder *folder, const struct key *key, int64_t created)
{
    struct arena *arena = arena_new(1024);
    bool fine =
        put(folder, arena_printf(arena, "%s" KEYS_SUFFIX, key->id), jwk_text(arena, key, created));
    arena_free(arena);
    return fine;
}

static bool put_current(const struct folder *folder, const char *id)
{
    char text[KEY_ID_LENGTH + 2];
    snprintf(text, sizeof text, "%s\n", id);
    return put(folder, KEYS_CURRENT_FILE, text);
}

void keyring_renew(struct keyring *ring)
{
    int64_t now = time(NULL), newest = ring->count ? ring->created[ring->count - 1] : 0;
    struct key key;
    crypto_sign_key(key.seed, key.public_key);
    key_identify(&key);
    keyring_add(ring, &key, now > newest ? now : newest + 1);
    memcpy(ring->current, key.id, sizeof key.id);
    explicit_bzero(&key, sizeof key);
}

/* On the disk before `current` names it. */
static bool put_first_key(const struct folder *folder)
{
    struct keyring ring = {.count = 0};
    keyring_renew(&ring);
    bool fine =
        put_key(folder, &ring.list[0], ring.created[0]) && put_current(folder, ring.current);
    explicit_bzero(&ring, sizeof ring);
    return fine;
}

static bool is_missing(const struct folder *folder, const char *name)
{
    return faccessat(folder->fd, name, F_OK, 0) != 0 && errno == ENOENT;
}

bool keys_create(const char *path, char *why, size_t size)
{
    struct folder folder = {.path = path, .why = why, .size = size};
    if (!folder_make(&folder))
        return false;
    bool fine = (!is_missing(&folder, KEYS_SECRET_FILE) || put_new_secret(&folder)) &&
                (!is_missing(&folder, KEYS_CURRENT_FILE) || put_first_key(&folder));
    close(folder.fd);
    return fine;
}

/* The number that the head which is kept begins with; 0: none is. */
static long long kept_seal(const struct folder *folder)
{
    char line[32] = "";
    int fd = openat(folder->fd, KEYS_HEAD_FILE, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t length = read(fd, line, sizeof line - 1);
    close(fd);
    return length > 0 ? strtoll(line, NULL, 10) : 0;
}

static bool write_head(const char *path, const char *line, bool forward, char *why, size_t size)
{
    struct folder folder = {.path = path, .why = why, .size = size};
    if (!folder_open(&folder, LOCK_EX))
        return false;
    bool is_older = forward && strtoll(line, NULL, 10) <= kept_seal(&folder);
    bool fine = is_older || put(&folder, KEYS_HEAD_FILE, line);
    close(folder.fd);
    return fine;
}

bool keys_write_head(const char *path, const char *line, char *why, size_t size)
{
    return write_head(path, line, false, why, size);
}

bool keys_advance_head(const char *path, const char *line, char *why, size_t size)
{
    return write_head(path, line, true, why, size);
}

static bool remove_others(const struct folder *folder, const struct keyring *ring)
{
    DIR *open = opendir(folder->path);
    bool fine = open || fail(folder, "", strerror(errno));
    for (const struct dirent *entry; fine && (entry = readdir(open));) {
        const char *name = entry->d_name;
        if (!keyring_is_key(name) || keyring_find(ring, name, KEY_ID_LENGTH))
            continue;
        fine = unlinkat(folder->fd, name, 0) == 0 || fail(folder, name, strerror(errno));
    }
    if (open)
        closedir(open);
    return fine;
}

/* New keys first, old ones last: whoever reads in between finds the key that signs. */
static bool take_over(const struct folder *to, const struct keyring *ring)
{
    for (size_t i = 0; i < ring->count; i++)
        if (!put_key(to, &ring->list[i], ring->created[i]))
            return false;
    return put_secret(to, ring->secret) && put_current(to, ring->current) &&
           remove_others(to, ring);
}

bool keyring_write(const struct keyring *ring, const char *path, char *why, size_t size)
{
    struct folder to = {.path = path, .why = why, .size = size};
    if (!folder_make(&to))
        return false;
    bool fine = take_over(&to, ring);
    close(to.fd);
    return fine;
}

static bool has_other_secret(const struct folder *folder, const struct keyring *ring)
{
    char text[64];
    uint8_t secret[CRYPTO_KEY_BYTES];
    int fd = openat(folder->fd, KEYS_SECRET_FILE, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno != ENOENT;
    ssize_t length = read(fd, text, sizeof text);
    close(fd);
    length -= length > 0 && text[length - 1] == '\n';
    bool same =
        length > 0 &&
        crypto_base64url_decode(secret, sizeof secret, text, (size_t)length) == CRYPTO_KEY_BYTES &&
        crypto_equal(secret, ring->secret, sizeof secret);
    explicit_bzero(text, sizeof text);
    explicit_bzero(secret, sizeof secret);
    return !same;
}

static bool has_other_keys(const struct folder *folder, const struct keyring *ring)
{
    DIR *open = opendir(folder->path);
    bool others = !open;
    for (const struct dirent *entry; !others && (entry = readdir(open));)
        others = keyring_is_key(entry->d_name) && !keyring_find(ring, entry->d_name, KEY_ID_LENGTH);
    if (open)
        closedir(open);
    return others;
}

bool keyring_put(const struct keyring *ring, const char *path, char *why, size_t size)
{
    struct folder to = {.path = path, .why = why, .size = size};
    if (!folder_make(&to))
        return false;
    bool fine = has_other_secret(&to, ring) || has_other_keys(&to, ring)
                    ? fail(&to, "", "other keys are there, and stay")
                    : take_over(&to, ring);
    close(to.fd);
    return fine;
}

bool keys_import(const char *path, const char *from_path, char *why, size_t size)
{
    struct folder from = {.path = from_path, .why = why, .size = size};
    struct keyring ring = {.count = 0};
    if (!folder_open(&from, LOCK_SH))
        return false;
    bool fine = keyring_read(&ring, from_path, why, size) && keyring_write(&ring, path, why, size);
    explicit_bzero(&ring, sizeof ring);
    close(from.fd);
    return fine;
}
