/* orderctl reload: what systemd runs to reload, since a signal alone has no answer. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ctl/commands.h"
#include "server/notify.h"

static const struct field fields[] = {
    {.name = "process", .type = F_INT, .least = 2, .most = INT_MAX, .required = ALWAYS},
    {.name = NULL},
};
const struct schema reload_options = {.name = "Reload", .fields = fields};

/* One line of process `pid`; what others say is passed over: 0. */
static int hear(int fd, pid_t pid, char *line, size_t size)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(struct ucred))];
    } control = {0};
    struct iovec part = {line, size - 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    struct ucred who = {0};
    ssize_t length = recvmsg(fd, &message, MSG_DONTWAIT);
    const struct cmsghdr *head = length > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_CREDENTIALS)
        memcpy(&who, CMSG_DATA(head), sizeof who);
    line[length > 0 ? length : 0] = '\0';
    return who.pid == pid ? *line : 0;
}

enum { PATIENCE_MS = 10000 };

/* For an answer at all; whoever starts it says how long the reload may take. */
static enum ctl_exit await(int fd, int process, pid_t pid)
{
    char line[512];
    struct pollfd news[] = {{.fd = fd, .events = POLLIN}, {.fd = process, .events = POLLIN}};
    bool heard = false;
    while (poll(news, 2, heard ? -1 : PATIENCE_MS) > 0) {
        int how = news[0].revents ? hear(fd, pid, line, sizeof line) : 0;
        heard = heard || how;
        if (how == NOTIFY_DONE)
            return printf("reloaded: %s\n", line + 1) < 0 ? CTL_FAILED : CTL_OK;
        if (how == NOTIFY_REFUSED)
            return ctl_fail("not reloaded: %s", line + 1);
        if (!news[0].revents && news[1].revents)
            return ctl_fail("process %d has ended", (int)pid);
    }
    return ctl_fail("process %d does not answer; one of an older version wants a restart",
                    (int)pid);
}

enum ctl_exit reload(struct ctl *ctl)
{
    pid_t pid = (pid_t)strtol(values_get(&ctl->values, P_PROCESS), NULL, 10);
    int process = pidfd_open(pid, 0), fd = notify_listen();
    enum ctl_exit done = CTL_FAILED;
    if (process < 0 || fd < 0 || kill(pid, SIGHUP) != 0)
        ctl_fail("process %d: %s", (int)pid, strerror(errno));
    else
        done = await(fd, process, pid);
    if (process >= 0)
        close(process);
    if (fd >= 0)
        close(fd);
    return done;
}
