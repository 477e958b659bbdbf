/* One loop over signals, workers that say they are ready, and slots that are due. */
/* SPDX-License-Identifier: MIT */
#include "server/master.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "server/slot.h"
#include "server/sockets.h"

enum { SLOTS_MOST = 768, TICK_MS = 1000 };

struct master {
    struct conf *conf;
    struct launcher launcher;
    int fds[POOLS];
    int signals;
    struct slot slots[SLOTS_MOST];
    int count;
    int rolling; /* the slot whose turn it is, or count: nobody's */
    bool stopping;
    int64_t deadline_ms; /* of stopping */
};

/* ---- slots ---- */

static int wanted(const struct conf *conf, int pool)
{
    const int workers[POOLS] = {conf->workers_api, conf->workers_auth, conf->workers_slow};
    return workers[pool];
}

/* Fits the slots to the settings; the workers of slots that go may finish. */
static void resize(struct master *m)
{
    int have[POOLS] = {0}, kept = 0;
    for (int i = 0; i < m->count; i++) {
        struct slot *slot = &m->slots[i];
        if (++have[slot->pool] <= wanted(m->conf, slot->pool)) {
            m->slots[kept++] = *slot;
        } else {
            slot_keep(slot);
            if (slot->pid)
                kill(slot->pid, SIGTERM);
        }
    }
    m->count = kept;
    for (int pool = 0; pool < POOLS; pool++) {
        for (int n = have[pool]; n < wanted(m->conf, pool) && m->count < SLOTS_MOST; n++)
            m->slots[m->count++] = (struct slot){.pool = pool, .ready_fd = -1};
    }
}

static void start_due(struct master *m)
{
    int64_t now = slot_now_ms();
    for (int i = 0; i < m->count && !m->stopping; i++) {
        if (!m->slots[i].pid && m->slots[i].due_ms <= now)
            slot_start(&m->slots[i], &m->launcher);
    }
}

/* ---- rolling: one slot after the other, each waiting for its successor ---- */

static void roll_on(struct master *m)
{
    if (m->stopping)
        return;
    for (; m->rolling < m->count; m->rolling++) {
        struct slot *slot = &m->slots[m->rolling];
        if (slot->ready_fd >= 0)
            return; /* its turn, and not ready yet */
        if (slot->pid && slot->patience_ms >= 0) {
            slot_start(slot, &m->launcher);
            slot->backoff_ms = 0;
            return;
        }
    }
}

static void hear_ready(struct master *m, struct slot *slot)
{
    char byte;
    bool ready = read(slot->ready_fd, &byte, 1) == 1;
    bool its_turn = slot->successor && slot == &m->slots[m->rolling];
    if (ready)
        slot_switch(slot);
    else
        slot_keep(slot); /* it closed the pipe without a word */
    if (its_turn)
        m->rolling++;
}

static void lose_patience(struct master *m)
{
    for (int i = 0; i < m->count; i++) {
        struct slot *slot = &m->slots[i];
        if (slot->ready_fd < 0 || slot_now_ms() < slot->patience_ms)
            continue;
        slot_keep(slot);
        if (i == m->rolling)
            m->rolling++;
    }
}

/* ---- signals ---- */

static void reload(struct master *m)
{
    struct conf fresh;
    char why[300];
    if (!conf_load(&fresh, m->launcher.settings, why, sizeof why)) {
        log_event(LOG_ERROR, "settings not reloaded", "why", why, NULL);
        return;
    }
    log_event(LOG_INFO, "reloading", NULL);
    *m->conf = fresh;
    resize(m);
    m->rolling = 0;
}

static void stop(struct master *m)
{
    if (m->stopping)
        return;
    log_event(LOG_INFO, "stopping", NULL);
    m->stopping = true;
    m->deadline_ms = slot_now_ms() + m->conf->drain_seconds * 1000LL;
    for (int i = 0; i < m->count; i++) {
        if (m->slots[i].pid)
            kill(m->slots[i].pid, SIGTERM);
        if (m->slots[i].successor)
            kill(m->slots[i].successor, SIGTERM);
    }
}

static void bury(struct master *m)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        for (int i = 0; i < m->count; i++) {
            bool was_next = m->slots[i].successor == pid;
            if (slot_ended(&m->slots[i], pid, status)) {
                m->rolling += was_next && i == m->rolling;
                break;
            }
        }
    }
}

static void hear_signals(struct master *m)
{
    struct signalfd_siginfo info;
    while (read(m->signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGHUP)
            reload(m);
        else if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
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
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* ---- the loop ---- */

static int next_timeout(const struct master *m)
{
    int64_t now = slot_now_ms(), timeout = TICK_MS;
    for (int i = 0; i < m->count; i++) {
        int64_t rest = m->slots[i].due_ms - now;
        if (!m->slots[i].pid && rest < timeout)
            timeout = rest > 0 ? rest : 0;
    }
    return (int)timeout;
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

/* Ends those that still work when the time is up. */
static bool has_stopped(struct master *m)
{
    bool late = slot_now_ms() >= m->deadline_ms, any = false;
    for (int i = 0; i < m->count; i++) {
        pid_t pids[] = {m->slots[i].pid, m->slots[i].successor};
        for (int n = 0; n < 2; n++) {
            any = any || pids[n];
            if (late && pids[n])
                kill(pids[n], SIGKILL);
        }
    }
    return !any;
}

int master_run(struct conf *conf, const char *program, const char *path)
{
    static struct master m;
    char why[300];
    m = (struct master){.conf = conf};
    m.launcher = (struct launcher){.program = program, .settings = path, .fds = m.fds};
    m.signals = open_signals();
    if (m.signals < 0 || !sockets_open(conf, m.fds, why, sizeof why)) {
        log_event(LOG_ERROR, "can't start", "why", why, NULL);
        return EXIT_FAILURE;
    }
    resize(&m);
    m.rolling = m.count;
    log_event(LOG_INFO, "orderd started", "version", PACKAGE_VERSION, NULL);
    while (!m.stopping || !has_stopped(&m)) {
        start_due(&m);
        lose_patience(&m);
        roll_on(&m);
        wait_for_news(&m);
    }
    sockets_remove(conf);
    log_event(LOG_INFO, "orderd stopped", NULL);
    return EXIT_SUCCESS;
}
