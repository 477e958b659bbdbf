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
#include "server/crew.h"
#include "server/handover.h"
#include "server/notify.h"
#include "server/restart.h"
#include "server/sockets.h"
#include "server/trial.h"

/* LATE_MS: what a worker has over its request's deadline to answer that it is over. */
enum { TICK_MS = 1000, LATE_MS = 5000 };

struct master {
    const char *settings; /* the file, or NULL */
    struct crew crew;
    int fds[POOLS];
    int signals;
    struct trial trial; /* of the program that it is about to become */
    bool awaited;       /* by who started or reloads it: that its crew stands */
    bool stood;         /* it did, once */
    bool stopping;
    int status; /* to exit with */
};

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

/* ---- the program after this one ---- */

static void refuse_reload(struct master *m, const char *why)
{
    m->awaited = false;
    log_event(LOG_ERROR, "not reloaded", "why", why, NULL);
    notify_refused(why);
}

static void reload(struct master *m, pid_t asker)
{
    log_event(LOG_INFO, "reloading", NULL);
    notify_reloading(asker);
    trial_break_off(&m->trial);
    if (!trial_begin(&m->trial, m->crew.launcher.program, m->settings))
        refuse_reload(m, strerror(errno));
}

static void leave_all(const struct master *m, FILE *handover)
{
    sockets_leave(handover, m->fds);
    handover_fd(handover, "board", "", board_fd());
    handover_fd(handover, "tally", "", tally_fd());
    fprintf(handover, "asker %d\n", (int)notify_asker());
    crew_leave(&m->crew, handover);
}

/* Becomes the program on disk, in the same process: the workers are its children still. */
static void become_next(struct master *m)
{
    char number[16];
    const char *program = m->crew.launcher.program;
    FILE *handover = handover_begin();
    if (!handover) {
        refuse_reload(m, strerror(errno));
        return;
    }
    leave_all(m, handover);
    snprintf(number, sizeof number, "%d", handover_end(handover));
    execl(program, program, "--resume", number, m->settings ? "-c" : NULL, m->settings, NULL);
    refuse_reload(m, strerror(errno));
    handover_drop(handover);
}

static void hear_trial(struct master *m, int status)
{
    char why[300];
    if (trial_end(&m->trial, status, why, sizeof why))
        become_next(m);
    else
        refuse_reload(m, why);
}

static void take_line(void *to, const char *word, const char *rest)
{
    struct master *m = to;
    bool taken = true;
    if (strcmp(word, "board") == 0)
        taken = board_keep(handover_taken(rest));
    else if (strcmp(word, "tally") == 0)
        taken = tally_keep(handover_taken(rest));
    else if (strcmp(word, "asker") == 0)
        notify_asked_by((pid_t)strtol(rest, NULL, 10));
    else
        taken = crew_take(&m->crew, word, rest) || sockets_take(m->fds, word, rest);
    if (!taken)
        log_event(LOG_WARN, "the program before knew more", "what", word, NULL);
}

/* Goes on from where the program before was. */
static bool resume(struct master *m, int fd, char *why, size_t size)
{
    m->crew.launcher.generation = 1;
    m->stood = true;
    if (handover_read(fd, take_line, m))
        return sockets_complete(m->crew.launcher.conf, m->fds, why, size);
    snprintf(why, size, "what the program before left can't be read: %s", strerror(errno));
    return false;
}

/* ---- what is said ---- */

static void tell_how_it_went(struct master *m)
{
    char status[100];
    if (crew_gave_up(&m->crew))
        refuse_reload(m, "a new worker did not get ready; those that were not replaced serve on");
    if (!m->awaited || !crew_stands(&m->crew))
        return;
    m->awaited = false;
    m->stood = true;
    snprintf(status, sizeof status, "version " PACKAGE_VERSION ", %d workers", m->crew.count);
    log_event(LOG_INFO, "all workers are ready", NULL);
    notify_ready(status);
}

/* ---- signals ---- */

static void stop(struct master *m)
{
    log_event(LOG_INFO, "stopping", NULL);
    notify_stopping();
    m->stopping = true;
    trial_break_off(&m->trial);
    sockets_close(m->fds);
    crew_dismiss(&m->crew);
}

/* Where workers die before any was ready, who starts it is to hear so. */
static void give_up_start(struct master *m)
{
    log_event(LOG_ERROR, "can't start", "why", "workers end before they are ready", NULL);
    notify_status("workers end before they are ready");
    m->status = EXIT_FAILURE;
    stop(m);
}

static void bury(struct master *m)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (pid == m->trial.pid) {
            hear_trial(m, status);
            continue;
        }
        board_clear(pid);
        tally_clear(pid);
        const struct slot *slot = crew_ended(&m->crew, pid, status);
        if (slot && !m->stood && slot->backoff_ms >= RESTART_MOST_MS)
            give_up_start(m);
    }
}

static void hear_signals(struct master *m)
{
    struct signalfd_siginfo info;
    while (read(m->signals, &info, sizeof info) == sizeof info) {
        if (m->stopping || info.ssi_signo == SIGCHLD)
            continue;
        if (info.ssi_signo == SIGHUP)
            reload(m, (pid_t)info.ssi_pid);
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
    int64_t now = clock_ms(), next = now + TICK_MS, due = crew_due(&m->crew);
    if (due < next)
        next = due;
    return next > now ? (int)(next - now) : 0;
}

static void wait_for_news(struct master *m)
{
    static struct pollfd polls[SLOTS_MOST + 1];
    static struct slot *slots[SLOTS_MOST + 1];
    nfds_t count = 0;
    polls[count++] = (struct pollfd){.fd = m->signals, .events = POLLIN};
    for (int i = 0; i < m->crew.count; i++) {
        if (m->crew.slots[i].ready_fd < 0)
            continue;
        slots[count] = &m->crew.slots[i];
        polls[count++] = (struct pollfd){.fd = m->crew.slots[i].ready_fd, .events = POLLIN};
    }
    if (poll(polls, count, next_timeout(m)) <= 0)
        return;
    for (nfds_t i = 1; i < count; i++) {
        if (polls[i].revents)
            crew_hear_ready(&m->crew, slots[i]);
    }
    if (polls[0].revents)
        hear_signals(m);
}

/* Sockets, scoreboard and tally: new ones, or those of the program before, as far as they are of
 * this version. */
static bool set_up(struct master *m, int resume_fd, char *why, size_t size)
{
    m->signals = open_signals();
    for (int pool = 0; pool < POOLS; pool++)
        m->fds[pool] = -1;
    if (!(resume_fd >= 0 ? resume(m, resume_fd, why, size)
                         : sockets_open(m->crew.launcher.conf, m->fds, why, size)))
        return false;
    snprintf(why, size, "no signalfd, or no memory for the scoreboard");
    if (m->signals < 0 || (board_fd() < 0 && !board_make()))
        return false;
    if (tally_fd() < 0 && !tally_make())
        log_event(LOG_WARN, "nothing is counted", "why", strerror(errno), NULL);
    crew_resize(&m->crew);
    return true;
}

int master_run(const struct conf *conf, const char *program, const char *path, int resume_fd)
{
    static struct master m;
    char why[300];
    m = (struct master){.settings = path, .awaited = true};
    m.crew.launcher = (struct launcher){.program = program, .conf = conf, .fds = m.fds};
    if (!set_up(&m, resume_fd, why, sizeof why)) {
        log_event(LOG_ERROR, "can't start", "why", why, NULL);
        return EXIT_FAILURE;
    }
    log_event(LOG_INFO, resume_fd < 0 ? "orderd started" : "orderd reloaded", "version",
              PACKAGE_VERSION, NULL);
    bury(&m); /* who ended in between */
    while (!m.stopping || m.crew.leaving.count) {
        crew_start_due(&m.crew);
        crew_lose_patience(&m.crew);
        tell_how_it_went(&m);
        crew_roll_on(&m.crew);
        end_stuck();
        wait_for_news(&m);
    }
    log_event(LOG_INFO, "orderd stopped", NULL);
    return m.status;
}
