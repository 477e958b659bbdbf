/* Unix sockets for nginx. */
/* SPDX-License-Identifier: MIT */
#include "server/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

const char *const pool_names[POOLS] = {"api", "auth", "slow"};

/* A full backlog is an instant 502, so it is long; the age limit of requests bounds the wait. */
enum { BACKLOG = 1024, SYSTEMD_FIRST_FD = 3 };

static bool made_here;

static bool set_flags(int fd)
{
    return fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

static bool address_of(const struct conf *conf, int pool, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    int length = snprintf(address->sun_path, sizeof address->sun_path, "%s/%s.sock",
                          conf->socket_dir, pool_names[pool]);
    return length > 0 && (size_t)length < sizeof address->sun_path;
}

/* ---- from systemd ---- */

static int pool_named(const char *name, size_t length)
{
    for (int pool = 0; pool < POOLS; pool++) {
        if (strlen(pool_names[pool]) == length && strncmp(pool_names[pool], name, length) == 0)
            return pool;
    }
    return -1;
}

static bool passed_by_systemd(void)
{
    const char *pid = getenv("LISTEN_PID");
    return pid && strtol(pid, NULL, 10) == getpid() && getenv("LISTEN_FDS");
}

static bool take_over(int fds[POOLS], char *why, size_t size)
{
    long count = strtol(getenv("LISTEN_FDS"), NULL, 10);
    const char *names = getenv("LISTEN_FDNAMES");
    for (long i = 0; i < count && names; i++) {
        size_t length = strcspn(names, ":");
        int pool = pool_named(names, length);
        if (pool >= 0)
            fds[pool] = SYSTEMD_FIRST_FD + (int)i;
        names += length + (names[length] == ':');
    }
    for (int pool = 0; pool < POOLS; pool++) {
        if (fds[pool] < 0 || !set_flags(fds[pool])) {
            snprintf(why, size, "systemd passed no socket named %s (FileDescriptorName=)",
                     pool_names[pool]);
            return false;
        }
    }
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    return true;
}

/* ---- our own ---- */

/* A file that nobody answers on is what a killed master left. */
static bool is_answered(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool answered = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) == 0;
    close(fd);
    return answered;
}

static bool give_to_group(const char *path, const char *group)
{
    if (!*group)
        return true;
    const struct group *entry = getgrnam(group);
    return entry && chown(path, (uid_t)-1, entry->gr_gid) == 0;
}

static bool make(const struct conf *conf, int pool, int *fd, char *why, size_t size)
{
    struct sockaddr_un address;
    if (!address_of(conf, pool, &address)) {
        snprintf(why, size, "socket_dir is too long for a socket's path: %s", conf->socket_dir);
        return false;
    }
    if (is_answered(&address)) {
        snprintf(why, size, "another process serves %s", address.sun_path);
        return false;
    }
    unlink(address.sun_path);
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    /* Nobody may connect between bind and chmod. */
    mode_t mask = umask(0177);
    bool bound = *fd >= 0 && bind(*fd, (struct sockaddr *)&address, sizeof address) == 0;
    umask(mask);
    if (!bound || !give_to_group(address.sun_path, conf->socket_group) ||
        chmod(address.sun_path, 0660) != 0 || listen(*fd, BACKLOG) != 0) {
        snprintf(why, size, "can't listen on %s: %s", address.sun_path,
                 errno ? strerror(errno) : "no such group");
        return false;
    }
    return true;
}

bool sockets_open(const struct conf *conf, int fds[POOLS], char *why, size_t size)
{
    for (int pool = 0; pool < POOLS; pool++)
        fds[pool] = -1;
    if (passed_by_systemd())
        return take_over(fds, why, size);
    errno = 0;
    for (int pool = 0; pool < POOLS; pool++) {
        if (!make(conf, pool, &fds[pool], why, size))
            return false;
    }
    made_here = true;
    return true;
}

void sockets_remove(const struct conf *conf)
{
    struct sockaddr_un address;
    for (int pool = 0; made_here && pool < POOLS; pool++) {
        if (address_of(conf, pool, &address))
            unlink(address.sun_path);
    }
}
