/* Starting workers and waiting out those that die young. */
/* SPDX-License-Identifier: MIT */
#include "server/slot.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "server/sockets.h"

/* A worker that lived this long was well; one that did not is replaced ever more slowly. */
enum { WELL_MS = 10000, BACKOFF_LEAST_MS = 100, BACKOFF_MOST_MS = 5000, PATIENCE_MS = 10000 };

int64_t slot_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void log_worker(const char *event, const struct slot *slot, pid_t pid, const char *how)
{
    char number[16];
    snprintf(number, sizeof number, "%d", (int)pid);
    log_event(LOG_INFO, event, "pool", pool_names[slot->pool], "worker", number, "how", how, NULL);
}

/* In the child: the socket becomes descriptor 0, and the binary on disk takes over. */
static void become_worker(const struct slot *slot, const struct launcher *launcher, int ready_fd)
{
    char ready[16];
    snprintf(ready, sizeof ready, "%d", ready_fd);
    char *arguments[] = {strdup(launcher->program),
                         strdup("--worker"),
                         strdup(pool_names[slot->pool]),
                         strdup("--ready"),
                         ready,
                         launcher->settings ? strdup("-c") : NULL,
                         launcher->settings ? strdup(launcher->settings) : NULL,
                         NULL};
    if (dup2(launcher->fds[slot->pool], STDIN_FILENO) == STDIN_FILENO)
        execv(arguments[0], arguments);
    _exit(127);
}

void slot_start(struct slot *slot, const struct launcher *launcher)
{
    int ready[2];
    if (pipe2(ready, O_NONBLOCK) != 0)
        return;
    fcntl(ready[0], F_SETFD, FD_CLOEXEC);
    pid_t pid = fork();
    if (pid == 0)
        become_worker(slot, launcher, ready[1]);
    close(ready[1]);
    slot->started_ms = slot_now_ms();
    slot->patience_ms = slot->started_ms + PATIENCE_MS;
    if (pid < 0) {
        close(ready[0]);
        slot->due_ms = slot->started_ms + BACKOFF_MOST_MS;
        return;
    }
    if (slot->ready_fd >= 0)
        close(slot->ready_fd);
    slot->ready_fd = ready[0];
    *(slot->pid ? &slot->successor : &slot->pid) = pid;
    log_worker("worker started", slot, pid, NULL);
}

static const char *how_it_ended(int status, char *text, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(text, size, "signal %d", WTERMSIG(status));
    else
        snprintf(text, size, "exit %d", WEXITSTATUS(status));
    return text;
}

static void stop_awaiting(struct slot *slot)
{
    if (slot->ready_fd >= 0)
        close(slot->ready_fd);
    slot->ready_fd = -1;
}

static void back_off(struct slot *slot)
{
    int64_t now = slot_now_ms();
    if (now - slot->started_ms >= WELL_MS)
        slot->backoff_ms = 0;
    slot->due_ms = now + slot->backoff_ms;
    int next = slot->backoff_ms ? slot->backoff_ms * 2 : BACKOFF_LEAST_MS;
    slot->backoff_ms = next < BACKOFF_MOST_MS ? next : BACKOFF_MOST_MS;
}

bool slot_ended(struct slot *slot, pid_t pid, int status)
{
    char how[32];
    if (pid == 0 || (pid != slot->pid && pid != slot->successor))
        return false;
    log_worker("worker ended", slot, pid, how_it_ended(status, how, sizeof how));
    if (pid == slot->successor) {
        slot->successor = 0;
        stop_awaiting(slot);
    } else if (slot->successor) {
        slot->pid = slot->successor;
        slot->successor = 0;
    } else {
        slot->pid = 0;
        stop_awaiting(slot);
        back_off(slot);
    }
    return true;
}

void slot_switch(struct slot *slot)
{
    stop_awaiting(slot);
    if (!slot->successor)
        return;
    kill(slot->pid, SIGTERM);
    slot->pid = slot->successor;
    slot->successor = 0;
}

void slot_keep(struct slot *slot)
{
    stop_awaiting(slot);
    if (!slot->successor)
        return;
    log_worker("worker does not get ready", slot, slot->successor, NULL);
    kill(slot->successor, SIGKILL);
    slot->successor = 0;
}
