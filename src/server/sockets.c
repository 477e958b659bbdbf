/* Unix sockets for nginx. */
/* SPDX-License-Identifier: MIT */
#include "server/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* A full backlog is an instant 502, so it is as long as Linux has it; the wait is bounded by the
 * age of requests. */
enum { BACKLOG = 4096, SYSTEMD_FIRST_FD = 3 };

/* How often, 100 ms apart, to look whether the workers of a killed master have gone. */
enum { ORPHAN_LOOKS = 20, ORPHAN_PAUSE_MS = 100 };

/* What was made here, to be removed: the settings may name another directory by then. */
static struct {
    struct sockaddr_un addresses[POOLS];
    int count;
    int directory_fd; /* its lock says that a master lives */
} made = {.directory_fd = -1};

/* ---- from systemd ---- */

static bool passed_by_systemd(void)
{
    const char *pid = getenv("LISTEN_PID");
    return pid && strtol(pid, NULL, 10) == getpid() && getenv("LISTEN_FDS");
}

static bool is_listening(int fd)
{
    int listening = 0;
    socklen_t length = sizeof listening;
    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) == 0 && listening;
}

static bool take_over(int fds[POOLS], char *why, size_t size)
{
    const char *number = getenv("LISTEN_FDS"), *names = getenv("LISTEN_FDNAMES");
    long count = number ? strtol(number, NULL, 10) : 0;
    for (long i = 0; i < count && names; i++) {
        size_t length = strcspn(names, ":");
        enum pool pool = pool_named(names, length);
        if (pool < POOLS)
            fds[pool] = SYSTEMD_FIRST_FD + (int)i;
        names += length + (names[length] == ':');
    }
    for (int pool = 0; pool < POOLS; pool++) {
        if (fds[pool] < 0 || !is_listening(fds[pool]) ||
            fcntl(fds[pool], F_SETFL, O_NONBLOCK) != 0 ||
            fcntl(fds[pool], F_SETFD, FD_CLOEXEC) != 0) {
            snprintf(why, size, "systemd passed no listening socket named %s (FileDescriptorName=)",
                     pools[pool].name);
            return false;
        }
    }
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    return true;
}

/* ---- our own ---- */

/* Two masters that start at once would each take the other's sockets for stale. */
static bool lock_directory(const char *directory, char *why, size_t size)
{
    made.directory_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (made.directory_fd >= 0 && flock(made.directory_fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (made.directory_fd >= 0 && errno == EWOULDBLOCK)
        snprintf(why, size, "another orderd serves the sockets in %s", directory);
    else
        snprintf(why, size, "can't open socket_dir %s: %s", directory, strerror(errno));
    return false;
}

static bool address_of(const char *directory, int pool, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    int length = snprintf(address->sun_path, sizeof address->sun_path, "%s/%s.sock", directory,
                          pools[pool].name);
    return length > 0 && (size_t)length < sizeof address->sun_path;
}

/* Whether the process that began to listen is gone: what still holds its socket are workers at
 * their last request, which may take long. */
static bool is_orphaned(int fd)
{
    struct ucred owner = {0};
    socklen_t length = sizeof owner;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &owner, &length) == 0 && owner.pid > 0 &&
           kill(owner.pid, 0) != 0 && errno == ESRCH;
}

/* 0 when somebody listens, else the reason why a connection is refused: ECONNREFUSED also when only
 * orphans listen. */
static int knock(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return errno;
    int failure = connect(fd, (const struct sockaddr *)address, sizeof *address) == 0 ? 0 : errno;
    if (!failure && is_orphaned(fd))
        failure = ECONNREFUSED;
    close(fd);
    return failure == EAGAIN ? 0 : failure; /* a full queue */
}

/* Removes the file that a killed master left, and no other. */
static bool make_room(const struct sockaddr_un *address, char *why, size_t size)
{
    struct stat file;
    int failure = 0;
    if (lstat(address->sun_path, &file) != 0)
        return true; /* whatever it is, bind tells */
    if (!S_ISSOCK(file.st_mode)) {
        snprintf(why, size, "%s is in the way", address->sun_path);
        return false;
    }
    for (int look = 0; look < ORPHAN_LOOKS && (failure = knock(address)) == 0; look++)
        poll(NULL, 0, ORPHAN_PAUSE_MS);
    if (failure == 0)
        snprintf(why, size, "another process serves %s", address->sun_path);
    else if (failure == ECONNREFUSED && unlink(address->sun_path) == 0)
        return true;
    else
        snprintf(why, size, "can't replace %s: %s", address->sun_path, strerror(errno));
    return false;
}

static bool give_to_group(const char *path, const char *group, char *why, size_t size)
{
    if (!*group)
        return true;
    const struct group *entry = getgrnam(group);
    if (!entry)
        snprintf(why, size, "there is no group %s (socket_group)", group);
    else if (chown(path, (uid_t)-1, entry->gr_gid) == 0)
        return true;
    else
        snprintf(why, size, "can't give %s to the group %s: %s", path, group, strerror(errno));
    return false;
}

static bool make(const struct conf *conf, int pool, int *fd, char *why, size_t size)
{
    struct sockaddr_un address;
    if (!address_of(conf->socket_dir, pool, &address)) {
        snprintf(why, size, "socket_dir is too long for a socket's path: %s", conf->socket_dir);
        return false;
    }
    if (!make_room(&address, why, size))
        return false;
    /* Nobody may connect between bind and chmod. */
    mode_t mask = umask(0177);
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool bound = *fd >= 0 && bind(*fd, (struct sockaddr *)&address, sizeof address) == 0;
    umask(mask);
    if (bound)
        made.addresses[made.count++] = address;
    if (bound && !give_to_group(address.sun_path, conf->socket_group, why, size))
        return false;
    if (bound && chmod(address.sun_path, 0660) == 0 && listen(*fd, BACKLOG) == 0)
        return true;
    snprintf(why, size, "can't listen on %s: %s", address.sun_path, strerror(errno));
    return false;
}

bool sockets_open(const struct conf *conf, int fds[POOLS], char *why, size_t size)
{
    for (int pool = 0; pool < POOLS; pool++)
        fds[pool] = -1;
    if (passed_by_systemd())
        return take_over(fds, why, size);
    bool ok = lock_directory(conf->socket_dir, why, size);
    for (int pool = 0; ok && pool < POOLS; pool++)
        ok = make(conf, pool, &fds[pool], why, size);
    if (!ok)
        sockets_close(fds);
    return ok;
}

void sockets_close(int fds[POOLS])
{
    for (int pool = 0; pool < POOLS; pool++) {
        if (fds[pool] >= 0)
            close(fds[pool]);
        fds[pool] = -1;
    }
    while (made.count > 0)
        unlink(made.addresses[--made.count].sun_path);
    if (made.directory_fd >= 0)
        close(made.directory_fd);
    made.directory_fd = -1;
}
