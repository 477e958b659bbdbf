/* What is bound to a path: a file that a killed process left is replaced, and nothing else is. */
/* SPDX-License-Identifier: MIT */
#include "server/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* A full backlog is an instant 502, so it is as long as Linux has it; the wait is bounded by the
 * age of requests. */
enum { BACKLOG = 4096, SYSTEMD_FIRST_FD = 3 };

/* How often, 100 ms apart, to look whether the workers of a killed master have gone. */
enum { ORPHAN_LOOKS = 20, ORPHAN_PAUSE_MS = 100 };

/* ---- from systemd ---- */

bool sockets_are_passed(pid_t to)
{
    const char *pid = getenv("LISTEN_PID");
    return pid && strtol(pid, NULL, 10) == to && getenv("LISTEN_FDS");
}

static bool is_listening(int fd)
{
    int listening = 0;
    socklen_t length = sizeof listening;
    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) == 0 && listening;
}

static bool is_fit(int fd)
{
    return is_listening(fd) && fcntl(fd, F_SETFL, O_NONBLOCK) == 0 &&
           fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

int socket_passed(const char *name)
{
    const char *number = getenv("LISTEN_FDS"), *names = getenv("LISTEN_FDNAMES");
    long count = number ? strtol(number, NULL, 10) : 0;
    for (int i = 0; i < count && names; i++) {
        size_t length = strcspn(names, ":");
        if (strlen(name) == length && strncmp(names, name, length) == 0)
            return is_fit(SYSTEMD_FIRST_FD + i) ? SYSTEMD_FIRST_FD + i : -1;
        names += length + (names[length] == ':');
    }
    return -1;
}

/* ---- our own ---- */

static bool address_of(const char *directory, const char *name, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    int length =
        snprintf(address->sun_path, sizeof address->sun_path, "%s/%s.sock", directory, name);
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

/* Bound, and good for nobody yet: nobody may connect between bind and chmod. */
static int bind_closed(const struct sockaddr_un *address)
{
    mode_t mask = umask(0177);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool bound = fd >= 0 && bind(fd, (const struct sockaddr *)address, sizeof *address) == 0;
    umask(mask);
    if (bound || fd < 0)
        return fd;
    int failure = errno;
    close(fd);
    errno = failure;
    return -1;
}

static bool open_to(int fd, const char *path, const char *group, char *why, size_t size)
{
    if (!give_to_group(path, group, why, size))
        return false;
    if (chmod(path, 0660) == 0 && listen(fd, BACKLOG) == 0)
        return true;
    snprintf(why, size, "can't listen on %s: %s", path, strerror(errno));
    return false;
}

int socket_listen(const struct conf *conf, const char *name, struct sockaddr_un *address, char *why,
                  size_t size)
{
    if (!address_of(conf->socket_dir, name, address)) {
        snprintf(why, size, "socket_dir is too long for a socket's path: %s", conf->socket_dir);
        return -1;
    }
    if (!make_room(address, why, size))
        return -1;
    int fd = bind_closed(address);
    if (fd < 0) {
        snprintf(why, size, "can't listen on %s: %s", address->sun_path, strerror(errno));
        return -1;
    }
    if (open_to(fd, address->sun_path, conf->socket_group, why, size))
        return fd;
    close(fd);
    unlink(address->sun_path);
    return -1;
}
