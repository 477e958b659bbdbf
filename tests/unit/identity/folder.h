/* A keys folder of a test's own. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_TESTS_FOLDER_H
#define ORDERD_TESTS_FOLDER_H

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../unit.h"
#include "identity/keyring.h"

struct folder {
    char path[64];
    char why[300];
    struct arena *arena;
};

static inline const char *folder_file(const struct folder *f, const char *name)
{
    return arena_printf(f->arena, "%s/%s", f->path, name);
}

static inline int folder_new(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    strcpy(f->path, "/tmp/orderd-keys-XXXXXX");
    crypto_setup();
    f->arena = arena_new(4096);
    assert_non_null(mkdtemp(f->path));
    assert_true(keys_create(f->path, f->why, sizeof f->why));
    *state = f;
    return 0;
}

static inline int folder_free(void **state)
{
    struct folder *f = *state;
    DIR *open = opendir(f->path);
    for (const struct dirent *entry; (entry = readdir(open));)
        unlinkat(dirfd(open), entry->d_name, 0);
    closedir(open);
    rmdir(f->path);
    arena_free(f->arena);
    free(f);
    return 0;
}

static inline struct keys *folder_keys(struct folder *f)
{
    struct keys *keys = keys_open(f->path, f->why, sizeof f->why);
    if (!keys)
        fail_msg("%s", f->why);
    return keys;
}

static inline void folder_rotate(struct folder *f)
{
    struct keyring ring;
    if (!keyring_read(&ring, f->path, f->why, sizeof f->why))
        fail_msg("%s", f->why);
    keyring_renew(&ring);
    if (!keyring_write(&ring, f->path, f->why, sizeof f->why))
        fail_msg("%s", f->why);
}

/* As when the others' time is over. */
static inline void folder_keep_newest(struct folder *f)
{
    struct keyring ring;
    if (!keyring_read(&ring, f->path, f->why, sizeof f->why))
        fail_msg("%s", f->why);
    ring.list[0] = ring.list[ring.count - 1];
    ring.created[0] = ring.created[ring.count - 1];
    ring.count = 1;
    if (!keyring_write(&ring, f->path, f->why, sizeof f->why))
        fail_msg("%s", f->why);
}

static inline void folder_put(const struct folder *f, const char *name, const char *text)
{
    FILE *file = fopen(folder_file(f, name), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Makes the folder look as if nothing had happened to it for a while. */
static inline void folder_settle(const struct folder *f, time_t seconds_ago)
{
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = time(NULL) - seconds_ago}};
    assert_int_equal(utimensat(AT_FDCWD, f->path, times, 0), 0);
}

#define folder_test(function) cmocka_unit_test_setup_teardown(function, folder_new, folder_free)

#endif
