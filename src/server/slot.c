/* Starting workers and waiting out those that die young. */
/* SPDX-License-Identifier: MIT */
#include "server/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/board.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/tally.h"
#include "server/restart.h"
#include "server/sockets.h"

/* Preparing all statements is a second of processor, of which a busy host may have little. */
enum { PATIENCE_MS = 30000 };

static void log_worker(enum log_level level, const char *event, int pool, pid_t pid,
                       const char *how, const char *why)
{
    char number[16];
    snprintf(number, sizeof number, "%d", (int)pid);
    log_event(level, event, "pool", pools[pool].name, "worker", number, "how", how, "why", why,
              NULL);
}

/* In the child: the socket becomes descriptor 0, and the binary on disk takes over. */
static _Noreturn void become_worker(const struct slot *slot, const struct launcher *launcher,
                                    int ready_fd, int seat, pid_t master)
{
    char ready[16], board[32], tally[16];
    snprintf(ready, sizeof ready, "%d", ready_fd);
    snprintf(board, sizeof board, "%d:%d", board_fd(), seat);
    snprintf(tally, sizeof tally, "%d", tally_fd());
    char *arguments[] = {strdup(launcher->program),
                         strdup("--worker"),
                         strdup(pools[slot->pool].name),
                         strdup(slot->pid ? "--replace" : "--ready"),
                         ready,
                         strdup("--board"),
                         board,
                         strdup("--tally"),
                         tally,
                         NULL};
    /* The settings that the master found good, whatever the file says by now. */
    conf_export(launcher->conf);
    /* It goes with the master, also when that died before prctl. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    fcntl(board_fd(), F_SETFD, 0);
    fcntl(tally_fd(), F_SETFD, 0);
    if (getppid() == master && fcntl(ready_fd, F_SETFD, 0) == 0 &&
        dup2(launcher->fds[slot->pool], STDIN_FILENO) == STDIN_FILENO)
        execv(arguments[0], arguments);
    _exit(127);
}

static void refused(struct slot *slot)
{
    log_event(LOG_ERROR, "worker not started", "pool", pools[slot->pool].name, "why",
              strerror(errno), NULL);
    slot->due_ms = clock_ms() + RESTART_MOST_MS;
}

static void stop_awaiting(struct slot *slot)
{
    if (slot->ready_fd >= 0)
        close(slot->ready_fd);
    slot->ready_fd = -1;
}

void slot_start(struct slot *slot, const struct launcher *launcher)
{
    int ready[2];
    if (pipe2(ready, O_NONBLOCK | O_CLOEXEC) != 0) {
        refused(slot);
        return;
    }
    int seat = board_take(slot->pool);
    pid_t master = getpid(), pid = fork();
    if (pid == 0)
        become_worker(slot, launcher, ready[1], seat, master);
    close(ready[1]);
    board_sit(seat, pid > 0 ? pid : 0);
    if (pid < 0) {
        close(ready[0]);
        refused(slot);
        return;
    }
    stop_awaiting(slot);
    slot->ready_fd = ready[0];
    slot->started_ms = clock_ms();
    slot->generation = launcher->generation;
    log_worker(LOG_INFO, "worker started", slot->pool, pid, NULL,
               slot->pid ? "reload" : "the slot is free");
    *(slot->pid ? &slot->successor : &slot->pid) = pid;
}

void slot_log_end(int pool, pid_t pid, int status, const char *why)
{
    char how[32];
    restart_how(status, how, sizeof how);
    log_worker(status ? LOG_WARN : LOG_INFO, "worker ended", pool, pid, how, why);
}

bool slot_ended(struct slot *slot, pid_t pid, int status)
{
    if (pid == 0 || (pid != slot->pid && pid != slot->successor))
        return false;
    slot_log_end(slot->pool, pid, status, "by itself");
    if (pid == slot->successor) {
        slot->successor = 0;
        slot->refused = true;
        stop_awaiting(slot);
    } else if (slot->successor) {
        slot->pid = slot->successor;
        slot->successor = 0;
    } else {
        slot->pid = 0;
        stop_awaiting(slot);
        slot->due_ms = restart_due(slot->started_ms, &slot->backoff_ms);
    }
    return true;
}

static pid_t drop_successor(struct slot *slot)
{
    pid_t failed = slot->successor;
    stop_awaiting(slot);
    slot->successor = 0;
    slot->refused = failed != 0;
    if (failed)
        log_worker(LOG_ERROR, "worker not replaced", slot->pool, slot->pid, NULL,
                   "its successor did not get ready");
    return failed;
}

pid_t slot_hear(struct slot *slot)
{
    char byte;
    if (read(slot->ready_fd, &byte, 1) != 1)
        return drop_successor(slot);
    stop_awaiting(slot);
    if (!slot->successor)
        return 0;
    pid_t old = slot->pid;
    slot->pid = slot->successor;
    slot->successor = 0;
    return old;
}

int64_t slot_patience_ms(const struct slot *slot)
{
    return slot->started_ms + PATIENCE_MS;
}

pid_t slot_lose_patience(struct slot *slot)
{
    if (!slot->successor)
        log_worker(LOG_WARN, "worker not ready", slot->pool, slot->pid, NULL, NULL);
    return drop_successor(slot);
}
