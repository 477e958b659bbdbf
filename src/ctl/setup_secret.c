/* orderctl setup: the secret of the keys becomes root's, once systemd hands it to who serves. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/cell.h"
#include "ctl/setup.h"
#include "identity/keyring.h"

enum { TEXT_MOST = 64 };

/* The file, open, and what it holds; -1: it can't be read. Close it. */
static int read_file(const char *path, char text[TEXT_MOST])
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, text, TEXT_MOST - 1);
    text[length > 0 ? length : 0] = '\0';
    return fd;
}

/* A unit that was started with the secret has it there as long as it runs. */
static bool has(struct ctl *ctl, const char *unit, const char *secret)
{
    char text[TEXT_MOST];
    int fd = read_file(arena_printf(ctl->arena, "/run/credentials/%s/" KEYS_CREDENTIAL,
                                    cell_unit(ctl->arena, ctl->cell, unit)),
                       text);
    bool same = fd >= 0 && strcmp(text, secret) == 0;
    if (fd >= 0)
        close(fd);
    explicit_bzero(text, sizeof text);
    return same;
}

/* Before both have it, a worker that begins would have nothing to read. */
bool setup_secret(struct ctl *ctl)
{
    char secret[TEXT_MOST];
    struct stat st;
    const char *path = arena_printf(ctl->arena, "%s/" KEYS_SECRET_FILE, ctl->conf.keys_dir);
    int fd = read_file(path, secret);
    bool due = fd >= 0 && fstat(fd, &st) == 0 && st.st_uid != 0 &&
               has(ctl, "orderd.service", secret) && has(ctl, "orderd-relay.service", secret);
    bool fine = !due || fchown(fd, 0, 0) == 0;
    if (!fine)
        ctl_fail("%s: %s", path, strerror(errno));
    else if (due)
        printf("%s is root's alone\n", path);
    if (fd >= 0)
        close(fd);
    explicit_bzero(secret, sizeof secret);
    return fine;
}
