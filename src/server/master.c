/* One loop over signals, workers that say they are ready, and slots that are due. */
/* SPDX-License-Identifier: MIT */
#include "server/master.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/board.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/tally.h"
#include "server/leaving.h"
#include "server/slot.h"
#include "server/sockets.h"

/* LATE_MS: what a worker has over its request's deadline to answer that it is over. */
enum { SLOTS_MOST = 768, TICK_MS = 1000, LATE_MS = 5000 };

struct master {
    struct conf *conf;
    const char *settings; /* the file, or NULL */
    struct launcher launcher;
    int fds[POOLS];
    int signals;
    struct slot slots[SLOTS_MOST];
    int count;
    struct leaving leaving;
    bool stopping;
};

/* ---- slots ---- */

static void tell_to_go(struct master *m, pid_t pid, int pool, const char *why)
{
    int64_t deadline_ms = clock_ms() + m->conf->drain_seconds * 1000LL;
    leaving_add(&m->leaving, pid, pool, deadline_ms, why);
}

static void clear_slot(struct master *m, struct slot *slot, const char *why)
{
    tell_to_go(m, slot->pid, slot->pool, why);
    tell_to_go(m, slot->successor, slot->pool, why);
    if (slot->ready_fd >= 0)
        close(slot->ready_fd);
}

/* Fits the slots to the settings. */
static void resize(struct master *m)
{
    int have[POOLS] = {0}, kept = 0;
    for (int i = 0; i < m->count; i++) {
        struct slot *slot = &m->slots[i];
        if (++have[slot->pool] <= pool_workers(m->conf, slot->pool))
            m->slots[kept++] = *slot;
        else
            clear_slot(m, slot, "fewer are wanted");
    }
    m->count = kept;
    for (int pool = 0; pool < POOLS; pool++) {
        for (int n = have[pool]; n < pool_workers(m->conf, pool) && m->count < SLOTS_MOST; n++)
            m->slots[m->count++] = (struct slot){.pool = pool, .ready_fd = -1};
    }
}

static void start_due(struct master *m)
{
    int64_t now = clock_ms();
    for (int i = 0; i < m->count; i++) {
        if (!m->slots[i].pid && m->slots[i].due_ms <= now)
            slot_start(&m->slots[i], &m->launcher);
    }
}

static void hear_ready(struct master *m, struct slot *slot)
{
    pid_t old = slot->pid, gone = slot_hear(slot);
    tell_to_go(m, gone, slot->pool, gone == old ? "replaced" : "not ready");
}

static void lose_patience(struct master *m)
{
    int64_t now = clock_ms();
    for (int i = 0; i < m->count; i++) {
        struct slot *slot = &m->slots[i];
        if (slot->ready_fd >= 0 && slot_patience_ms(slot) <= now)
            leaving_add(&m->leaving, slot_lose_patience(slot), slot->pool, now, "not ready");
    }
}

/* A worker keeps to its request's deadline by itself; one that did not hangs, in whatever. Its seat
 * is cleared only when it was waited for, so the number is still its own. */
static void end_stuck(void)
{
    int64_t now = clock_ms();
    struct board_look look;
    for (int seat = 0; seat < board_seats(); seat++) {
        if (!board_see(seat, &look) || !look.began_ms || look.deadline_ms + LATE_MS > now)
            continue;
        char pid[16], ms[24];
        snprintf(pid, sizeof pid, "%d", (int)look.pid);
        snprintf(ms, sizeof ms, "%lld", (long long)(now - look.began_ms));
        log_event(LOG_ERROR, "worker stuck in a request", "pool", pools[look.pool].name, "worker",
                  pid, "ms", ms, NULL);
        kill(look.pid, SIGKILL);
    }
}

/* Rolls: one slot after the other, the oldest first, gets a successor of the new generation; the
 * next only when the old worker is gone, so that the database sees one connection more at most. */
static void roll_on(struct master *m)
{
    int64_t now = clock_ms();
    struct slot *next = NULL;
    for (int i = m->count - 1; i >= 0; i--) {
        struct slot *slot = &m->slots[i];
        if (slot->ready_fd >= 0)
            return;
        if (slot->pid && slot->due_ms <= now && (!next || slot->generation <= next->generation))
            next = slot;
    }
    if (next && next->generation != m->launcher.generation && !m->leaving.count)
        slot_start(next, &m->launcher);
}

/* ---- signals ---- */

static void reload(struct master *m)
{
    struct conf fresh;
    char why[300];
    if (!conf_load(&fresh, m->settings, why, sizeof why)) {
        log_event(LOG_ERROR, "settings not reloaded", "why", why, NULL);
        return;
    }
    log_begin(fresh.log_level, "master");
    log_event(LOG_INFO, "reloading", NULL);
    if (strcmp(fresh.socket_dir, m->conf->socket_dir) != 0 ||
        strcmp(fresh.socket_group, m->conf->socket_group) != 0)
        log_event(LOG_WARN, "sockets stay as they are until a restart", NULL);
    *m->conf = fresh;
    m->launcher.generation++;
    resize(m);
}

static void stop(struct master *m)
{
    log_event(LOG_INFO, "stopping", NULL);
    m->stopping = true;
    sockets_close(m->fds);
    for (int i = 0; i < m->count; i++)
        clear_slot(m, &m->slots[i], "shutdown");
    m->count = 0;
}

static void bury(struct master *m)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        board_clear(pid);
        tally_clear(pid);
        bool known = leaving_ended(&m->leaving, pid, status);
        for (int i = 0; !known && i < m->count; i++)
            known = slot_ended(&m->slots[i], pid, status);
    }
}

static void hear_signals(struct master *m)
{
    struct signalfd_siginfo info;
    while (read(m->signals, &info, sizeof info) == sizeof info) {
        if (m->stopping || info.ssi_signo == SIGCHLD)
            continue;
        if (info.ssi_signo == SIGHUP)
            reload(m);
        else
            stop(m);
    }
    bury(m);
}

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    /* Who reads the log may go away; orderd stays. */
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* ---- the loop ---- */

static int next_timeout(const struct master *m)
{
    int64_t now = clock_ms(), next = now + TICK_MS;
    if (leaving_deadline(&m->leaving) < next)
        next = leaving_deadline(&m->leaving);
    for (int i = 0; i < m->count; i++) {
        if (!m->slots[i].pid && m->slots[i].due_ms < next)
            next = m->slots[i].due_ms;
    }
    return next > now ? (int)(next - now) : 0;
}

static void wait_for_news(struct master *m)
{
    static struct pollfd polls[SLOTS_MOST + 1];
    static struct slot *slots[SLOTS_MOST + 1];
    nfds_t count = 0;
    polls[count++] = (struct pollfd){.fd = m->signals, .events = POLLIN};
    for (int i = 0; i < m->count; i++) {
        if (m->slots[i].ready_fd < 0)
            continue;
        slots[count] = &m->slots[i];
        polls[count++] = (struct pollfd){.fd = m->slots[i].ready_fd, .events = POLLIN};
    }
    if (poll(polls, count, next_timeout(m)) <= 0)
        return;
    for (nfds_t i = 1; i < count; i++) {
        if (polls[i].revents)
            hear_ready(m, slots[i]);
    }
    if (polls[0].revents)
        hear_signals(m);
}

int master_run(struct conf *conf, const char *program, const char *path)
{
    static struct master m;
    char why[300] = "no signalfd, or no memory for the scoreboard";
    m = (struct master){.conf = conf, .settings = path};
    m.launcher = (struct launcher){.program = program, .conf = conf, .fds = m.fds};
    m.signals = open_signals();
    if (m.signals < 0 || !board_make() || !sockets_open(conf, m.fds, why, sizeof why)) {
        log_event(LOG_ERROR, "can't start", "why", why, NULL);
        return EXIT_FAILURE;
    }
    if (!tally_make())
        log_event(LOG_WARN, "nothing is counted", "why", strerror(errno), NULL);
    resize(&m);
    log_event(LOG_INFO, "orderd started", "version", PACKAGE_VERSION, NULL);
    while (!m.stopping || m.leaving.count) {
        start_due(&m);
        lose_patience(&m);
        roll_on(&m);
        end_stuck();
        leaving_kill_late(&m.leaving, clock_ms());
        wait_for_news(&m);
    }
    log_event(LOG_INFO, "orderd stopped", NULL);
    return EXIT_SUCCESS;
}
