/* What a backup holds, and whether it still does. */
/* SPDX-License-Identifier: MIT */
#include "ctl/archive.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/crypto.h"
#include "ctl/ctl.h"
#include "identity/keyring.h"

static const char format_line[] = "orderd backup 1\n";

enum { MANIFEST_MOST = 8192 };

static bool fail(const char *folder, const char *name, const char *what)
{
    ctl_fail("%s/%s: %s", folder, name, what);
    return false;
}

static bool refuse(const char *why)
{
    ctl_fail("%s", why);
    return false;
}

char *archive_folder(struct arena *arena, const char *path)
{
    char *folder = arena_printf(arena, "%s/.orderctl-XXXXXX", dirname(arena_strdup(arena, path)));
    if (mkdtemp(folder))
        return folder;
    ctl_fail("%s: %s", path, strerror(errno));
    return NULL;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

void archive_remove(const char *folder)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- making ---- */

static bool is_keys_file(const char *name)
{
    return strcmp(name, KEYS_SECRET_FILE) == 0 || strcmp(name, KEYS_CURRENT_FILE) == 0 ||
           keyring_is_key(name);
}

/* The file's hash as hex, and the file made private; NULL when it is no readable plain file. */
static const char *hash_file(struct arena *arena, const char *folder, const char *name)
{
    struct stat st;
    const char *hash = NULL;
    int fd = open(arena_printf(arena, "%s/%s", folder, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && fchmod(fd, 0600) == 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        st.st_size > 0) {
        size_t size = (size_t)st.st_size;
        void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data != MAP_FAILED) {
            hash = crypto_hash_bytea(arena, data, size) + strlen("\\x");
            munmap(data, size);
        }
    }
    close(fd);
    return hash;
}

static bool add_line(struct buf *out, const char *folder, const char *name)
{
    const char *hash = hash_file(out->arena, folder, name);
    if (!hash)
        return fail(folder, name, "can't be read");
    buf_printf(out, "%s  %s\n", hash, name);
    return true;
}

static bool keys_work(const char *folder)
{
    char why[300];
    struct keys *keys = keys_open(folder, why, sizeof why);
    if (!keys)
        return refuse(why);
    keys_close(keys);
    return true;
}

/* The manifest's lines for the files that are there, and they are what they should be. */
static bool list_files(struct buf *out, const char *folder)
{
    struct dirent **entries;
    struct arena *arena = out->arena;
    const char *keys = arena_printf(arena, "%s/" ARCHIVE_KEYS, folder);
    int count = keys_work(keys) ? scandir(keys, &entries, NULL, alphasort) : -1;
    bool fine = count >= 0 && add_line(out, folder, ARCHIVE_DUMP);
    for (int i = 0; i < count; i++) {
        const char *name = arena_printf(arena, ARCHIVE_KEYS "/%s", entries[i]->d_name);
        if (fine && is_keys_file(entries[i]->d_name))
            fine = add_line(out, folder, name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return fine;
}

static bool write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wxe");
    if (!file)
        return false;
    bool fine = fputs(text, file) >= 0;
    return fclose(file) == 0 && fine;
}

bool archive_seal(struct arena *arena, const char *folder)
{
    char now[32];
    time_t seconds = time(NULL);
    struct tm utc;
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));
    struct buf out = buf_new(arena);
    buf_printf(&out, "%s%s\n", format_line, now);
    if (!list_files(&out, folder))
        return false;
    if (!write_file(arena_printf(arena, "%s/" ARCHIVE_MANIFEST, folder), out.data))
        return fail(folder, ARCHIVE_MANIFEST, strerror(errno));
    return true;
}

/* ---- checking ---- */

static char *read_manifest(struct arena *arena, const char *folder)
{
    char *text = arena_alloc(arena, MANIFEST_MOST);
    int fd = open(arena_printf(arena, "%s/" ARCHIVE_MANIFEST, folder),
                  O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    ssize_t length = fd < 0 ? -1 : read(fd, text, MANIFEST_MOST - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    return text;
}

bool archive_check(struct arena *arena, const char *folder, const char **created)
{
    struct stat st;
    const char *keys = arena_printf(arena, "%s/" ARCHIVE_KEYS, folder);
    char *manifest = read_manifest(arena, folder);
    if (strncmp(manifest, format_line, strlen(format_line)) != 0)
        return refuse("this is no backup of orderctl's, or one of a later version");
    if (lstat(keys, &st) != 0 || !S_ISDIR(st.st_mode) || chmod(keys, 0700) != 0)
        return refuse("the backup is damaged: it holds no keys");

    char *time_line = manifest + strlen(format_line);
    char *lines = strchr(time_line, '\n');
    struct buf now = buf_new(arena);
    if (!list_files(&now, folder))
        return false;
    if (!lines || strcmp(lines + 1, now.data) != 0)
        return refuse("the backup is damaged: its files are not those of its manifest");
    if (strspn(time_line, "0123456789-:TZ") != (size_t)(lines - time_line))
        return refuse("the backup is damaged: its manifest names no time");
    *created = arena_strndup(arena, time_line, (size_t)(lines - time_line));
    return true;
}
