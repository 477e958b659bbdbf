/* Under another name until it is whole, so that who looks into the folder sees no half of one. */
/* SPDX-License-Identifier: MIT */
#include "mail/eml.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool write_whole(int file, const struct buf *message)
{
    for (size_t at = 0; at < message->length;) {
        ssize_t count = write(file, message->data + at, message->length - at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        at += (size_t)count;
    }
    return fsync(file) == 0;
}

static const char *failed(struct arena *arena, const char *path, const char **why)
{
    *why = arena_printf(arena, "%s: %s", path, strerror(errno));
    return NULL;
}

const char *eml_write(struct arena *arena, const struct conf *conf, const char *name,
                      const struct buf *message, const char **why)
{
    char when[32];
    time_t now = time(NULL);
    struct tm day = {0};
    gmtime_r(&now, &day);
    strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", &day);
    const char *path = arena_printf(arena, "%s/%s-%s.eml", conf->mail_dir, when, name);
    const char *fresh = arena_printf(arena, "%s.new", path);
    if (mkdir(conf->mail_dir, 0700) != 0 && errno != EEXIST)
        return failed(arena, conf->mail_dir, why);
    int file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return failed(arena, fresh, why);
    bool fine = write_whole(file, message);
    close(file);
    if (!fine || rename(fresh, path) != 0)
        return failed(arena, fresh, why);
    return path;
}
