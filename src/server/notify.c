/* Datagrams, each a word or a few; one that does not arrive is nobody's loss. */
/* SPDX-License-Identifier: MIT */
#include "server/notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE_MOST = 512 };

static pid_t waiting; /* who asked for the reload, 0: nobody */

static void send_to(const struct sockaddr_un *address, socklen_t length, const char *message)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    (void)sendto(fd, message, strlen(message), MSG_NOSIGNAL, (const struct sockaddr *)address,
                 length);
    close(fd);
}

/* ---- systemd ---- */

/* A name that begins with @ is abstract: it begins with a zero byte, and has none at its end. */
static void tell_systemd(const char *message)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *name = getenv("NOTIFY_SOCKET");
    size_t length = name ? strlen(name) : 0;
    if (length < 2 || length >= sizeof address.sun_path || (*name != '/' && *name != '@'))
        return;
    memcpy(address.sun_path, name, length);
    if (*name == '@')
        address.sun_path[0] = '\0';
    send_to(&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (*name == '/')),
            message);
}

/* ---- who asked for a reload ---- */

/* Abstract, so that nothing is left of it, and by the process's number, which a signal tells. */
static socklen_t address_of(pid_t asker, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    int length = snprintf(address->sun_path + 1, sizeof address->sun_path - 1, "orderd-reload-%d",
                          (int)asker);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

static void tell_asker(char how, const char *line)
{
    struct sockaddr_un address;
    char message[MESSAGE_MOST];
    if (waiting == 0)
        return;
    snprintf(message, sizeof message, "%c%s", how, line);
    socklen_t length = address_of(waiting, &address);
    send_to(&address, length, message);
}

static void answer(char how, const char *line)
{
    tell_asker(how, line);
    waiting = 0;
}

int notify_listen(void)
{
    struct sockaddr_un address;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), yes = 1;
    if (fd < 0)
        return -1;
    socklen_t length = address_of(getpid(), &address);
    if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) == 0 &&
        bind(fd, (const struct sockaddr *)&address, length) == 0)
        return fd;
    close(fd);
    return -1;
}

pid_t notify_asker(void)
{
    return waiting;
}

void notify_asked_by(pid_t asker)
{
    waiting = asker;
}

/* ---- what there is to say ---- */

void notify_reloading(pid_t asker)
{
    struct timespec now;
    char message[MESSAGE_MOST];
    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(message, sizeof message, "RELOADING=1\nMONOTONIC_USEC=%lld\nSTATUS=reloading",
             now.tv_sec * 1000000LL + now.tv_nsec / 1000);
    tell_systemd(message);
    answer(NOTIFY_REFUSED, "another reload took its place");
    waiting = asker;
    tell_asker(NOTIFY_HEARD, "reloading");
}

void notify_ready(const char *status)
{
    char message[MESSAGE_MOST];
    snprintf(message, sizeof message, "READY=1\nSTATUS=%s", status);
    tell_systemd(message);
    answer(NOTIFY_DONE, status);
}

/* systemd has no word for a reload that failed, only for one that is over. */
void notify_refused(const char *why)
{
    char message[MESSAGE_MOST];
    snprintf(message, sizeof message, "READY=1\nSTATUS=not reloaded: %s", why);
    tell_systemd(message);
    answer(NOTIFY_REFUSED, why);
}

void notify_status(const char *status)
{
    char message[MESSAGE_MOST];
    snprintf(message, sizeof message, "STATUS=%s", status);
    tell_systemd(message);
}

void notify_stopping(void)
{
    tell_systemd("STOPPING=1\nSTATUS=stopping");
}
