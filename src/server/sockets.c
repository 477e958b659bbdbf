/* Sockets of the pools: from systemd, or made here. */
/* SPDX-License-Identifier: MIT */
#include "server/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/handover.h"
#include "server/socket.h"

/* What was made here, to be removed: the settings may name another directory by then. */
static struct {
    struct sockaddr_un addresses[POOLS];
    int count;
    int directory_fd; /* its lock says that a master lives */
} made = {.directory_fd = -1};

/* ---- from systemd ---- */

static bool take_over(int fds[POOLS], char *why, size_t size)
{
    for (int pool = 0; pool < POOLS; pool++) {
        fds[pool] = socket_passed(pools[pool].name);
        if (fds[pool] < 0) {
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

static bool make(const struct conf *conf, int pool, int *fd, char *why, size_t size)
{
    struct sockaddr_un *address = &made.addresses[made.count];
    *fd = socket_listen(conf, pools[pool].name, address, why, size);
    made.count += *fd >= 0;
    return *fd >= 0;
}

bool sockets_open(const struct conf *conf, int fds[POOLS], char *why, size_t size)
{
    for (int pool = 0; pool < POOLS; pool++)
        fds[pool] = -1;
    if (sockets_are_passed(getpid()))
        return take_over(fds, why, size);
    bool ok = lock_directory(conf->socket_dir, why, size);
    for (int pool = 0; ok && pool < POOLS; pool++)
        ok = make(conf, pool, &fds[pool], why, size);
    if (!ok)
        sockets_close(fds);
    return ok;
}

/* ---- from the program before ---- */

void sockets_leave(FILE *handover, const int fds[POOLS])
{
    for (int pool = 0; pool < POOLS; pool++)
        handover_fd(handover, "socket", pools[pool].name, fds[pool]);
    handover_fd(handover, "lock", "", made.directory_fd);
    for (int i = 0; i < made.count; i++)
        fprintf(handover, "made %s\n", made.addresses[i].sun_path);
}

static struct sockaddr_un address_at(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    return address;
}

/* A socket of a pool that this version has not is closed: nobody would answer on it. */
static void take_socket(int fds[POOLS], const char *rest)
{
    enum pool pool = pool_named(rest, strcspn(rest, " "));
    int fd = handover_taken(rest);
    if (pool < POOLS)
        fds[pool] = fd;
    else if (fd >= 0)
        close(fd);
}

bool sockets_take(int fds[POOLS], const char *word, const char *rest)
{
    if (strcmp(word, "socket") == 0)
        take_socket(fds, rest);
    else if (strcmp(word, "lock") == 0)
        made.directory_fd = handover_taken(rest);
    else if (strcmp(word, "made") == 0 && made.count < POOLS)
        made.addresses[made.count++] = address_at(rest);
    else
        return false;
    return true;
}

bool sockets_complete(const struct conf *conf, int fds[POOLS], char *why, size_t size)
{
    for (int pool = 0; pool < POOLS; pool++) {
        if (fds[pool] >= 0)
            continue;
        snprintf(why, size, "there is no socket for the pool %s: a restart makes it",
                 pools[pool].name);
        if (made.directory_fd < 0 || made.count >= POOLS ||
            !make(conf, pool, &fds[pool], why, size))
            return false;
    }
    return true;
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
