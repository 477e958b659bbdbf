/* A desk is forked, not executed: it needs nothing but the settings, and a new binary comes with a
 * restart, which costs listeners a reconnection and nobody anything else. */
/* SPDX-License-Identifier: MIT */
#include "relay/relay.h"

#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/tally.h"
#include "relay/count.h"
#include "relay/desks.h"
#include "server/notify.h"
#include "server/restart.h"

/* LOCK_MS: how long a desk's statement waits for a lock; STOP_MS: what desks have to end in. */
enum { LOCK_MS = 5000, STOP_MS = 2000, TICK_MS = 1000, FIRST_BLOCK = 64 * 1024 };

static const struct {
    const char *name;
    desk_work *work;
} desks[] = {
    {"chores", chores_work},   {"mail 1", mail_work},       {"mail 2", mail_work},
    {"mail 3", mail_work},     {"numbers", numbers_work},   {"payments", payments_work},
    {"streams", streams_work}, {"webhooks", webhooks_work},
};

enum { DESKS = sizeof desks / sizeof *desks };
_Static_assert((int)DESKS == (int)RELAY_DESKS, "orderctl doctor counts the relay's connections");

static struct {
    struct conf *conf;
    const char *settings;
    int signals;
    int wake_fds[DESKS];
    struct chair {
        pid_t pid; /* 0: nobody */
        int backoff_ms;
        int64_t started_ms, due_ms;
        bool told; /* to end */
    } chairs[DESKS];
    int64_t kill_ms; /* when those who were told to end are late; 0: nobody was */
    bool awaited;    /* by who started or reloads it: a process at every desk */
    bool stopping;
} relay;

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* ---- a desk's process ---- */

/* SIGTERM alone: what ends the relay by a terminal's or an operator's signal ends a desk through
 * its parent. */
static int listen_for_the_end(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static _Noreturn void sit_down(int at, pid_t parent)
{
    char who[40];
    snprintf(who, sizeof who, "relay %s", desks[at].name);
    log_begin(relay.conf->log_level, who);
    mallopt(M_ARENA_MAX, 1);
    /* It goes with the relay, also when that died before prctl. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    close(relay.signals);
    if (!count_join())
        log_event(LOG_WARN, "nothing is counted", NULL);
    struct desk desk = {.conf = relay.conf,
                        .db = db_open(relay.conf->database, who, LOCK_MS, NULL),
                        .arena = arena_new(FIRST_BLOCK),
                        .wake_fd = relay.wake_fds[at],
                        .stop_fd = listen_for_the_end(),
                        .wake_fds = relay.wake_fds,
                        .desks = DESKS};
    if (desks[at].work == chores_work) /* they look at all that there is */
        db_patient(desk.db);
    if (desk.stop_fd >= 0 && getppid() == parent && desk_turn(&desk))
        desks[at].work(&desk);
    db_close(desk.db);
    arena_free(desk.arena);
    exit(EXIT_SUCCESS);
}

/* ---- their parent ---- */

static void start(int at)
{
    struct chair *chair = &relay.chairs[at];
    pid_t parent = getpid(), pid = fork();
    if (pid == 0)
        sit_down(at, parent);
    chair->started_ms = clock_ms();
    chair->told = false;
    chair->pid = pid > 0 ? pid : 0;
    chair->due_ms = clock_ms() + RESTART_MOST_MS; /* when there was no process to be had */
    log_event(pid > 0 ? LOG_INFO : LOG_ERROR, pid > 0 ? "desk started" : "desk not started", "desk",
              desks[at].name, NULL);
}

static void log_end(int at, int status)
{
    char how[32];
    restart_how(status, how, sizeof how);
    log_event(status ? LOG_ERROR : LOG_INFO, "desk ended", "desk", desks[at].name, "how", how,
              NULL);
}

static void bury(void)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        for (int i = 0; i < DESKS; i++) {
            if (relay.chairs[i].pid != pid)
                continue;
            log_end(i, status);
            count_left(pid);
            struct chair *chair = &relay.chairs[i];
            chair->pid = 0;
            chair->due_ms = restart_due(chair->started_ms, &chair->backoff_ms);
        }
    }
}

static int count_running(void)
{
    int running = 0;
    for (int i = 0; i < DESKS; i++)
        running += relay.chairs[i].pid != 0;
    return running;
}

static void tell_all_to_end(void)
{
    for (int i = 0; i < DESKS; i++) {
        relay.chairs[i].told = relay.chairs[i].pid != 0;
        if (relay.chairs[i].told)
            kill(relay.chairs[i].pid, SIGTERM);
    }
    relay.kill_ms = clock_ms() + STOP_MS;
}

static void reload(pid_t asker)
{
    struct conf fresh;
    char why[300];
    notify_reloading(asker);
    if (!conf_load(&fresh, relay.settings, why, sizeof why)) {
        log_event(LOG_ERROR, "settings not reloaded", "why", why, NULL);
        notify_refused(why);
        return;
    }
    log_begin(fresh.log_level, "relay");
    log_event(LOG_INFO, "reloading", NULL);
    *relay.conf = fresh;
    relay.awaited = true;
    tell_all_to_end();
}

static void hear_signals(void)
{
    struct signalfd_siginfo info;
    while (read(relay.signals, &info, sizeof info) == sizeof info) {
        if (relay.stopping || info.ssi_signo == SIGCHLD)
            continue;
        if (info.ssi_signo == SIGHUP) {
            reload((pid_t)info.ssi_pid);
            continue;
        }
        log_event(LOG_INFO, "stopping", NULL);
        notify_stopping();
        relay.stopping = true;
        tell_all_to_end();
    }
    bury();
}

static void start_due(void)
{
    int64_t now = clock_ms();
    for (int i = 0; i < DESKS && !relay.stopping; i++) {
        if (!relay.chairs[i].pid && relay.chairs[i].due_ms <= now)
            start(i);
    }
}

/* Those who were told to end are not those who are awaited. */
static void tell_ready(void)
{
    int fresh = 0;
    for (int i = 0; i < DESKS; i++)
        fresh += relay.chairs[i].pid && !relay.chairs[i].told;
    if (!relay.awaited || fresh < DESKS)
        return;
    relay.awaited = false;
    notify_ready("version " PACKAGE_VERSION ", a process at every desk");
}

static void kill_late(void)
{
    if (!relay.kill_ms || relay.kill_ms > clock_ms())
        return;
    relay.kill_ms = 0;
    for (int i = 0; i < DESKS; i++) {
        if (relay.chairs[i].pid && relay.chairs[i].told)
            kill(relay.chairs[i].pid, SIGKILL);
    }
}

static int next_timeout(void)
{
    int64_t now = clock_ms(), next = now + TICK_MS;
    if (relay.kill_ms && relay.kill_ms < next)
        next = relay.kill_ms;
    for (int i = 0; i < DESKS; i++) {
        if (!relay.chairs[i].pid && relay.chairs[i].due_ms < next)
            next = relay.chairs[i].due_ms;
    }
    return next > now ? (int)(next - now) : 0;
}

static bool set_up(void)
{
    relay.signals = open_signals();
    bool ok = relay.signals >= 0 && tally_make();
    for (int i = 0; i < DESKS; i++)
        ok = (relay.wake_fds[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) >= 0 && ok;
    return ok;
}

int relay_run(struct conf *conf, const char *path)
{
    relay.conf = conf;
    relay.settings = path;
    relay.awaited = true;
    if (!set_up()) {
        log_event(LOG_ERROR, "can't start", "why",
                  "no descriptors for signals, or no memory to count in", NULL);
        return EXIT_FAILURE;
    }
    log_event(LOG_INFO, "orderd-relay started", "version", PACKAGE_VERSION, NULL);
    while (!relay.stopping || count_running()) {
        struct pollfd news = {.fd = relay.signals, .events = POLLIN};
        start_due();
        kill_late();
        tell_ready();
        if (poll(&news, 1, next_timeout()) > 0)
            hear_signals();
    }
    log_event(LOG_INFO, "orderd-relay stopped", NULL);
    return EXIT_SUCCESS;
}
