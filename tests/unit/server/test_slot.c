/* A slot: who is its worker after each start, word and death, and when the next one is due. */
/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit.h"
#include "base/board.h"
#include "base/clock.h"
#include "base/log.h"
#include "server/slot.h"
#include "server/sockets.h"

enum { LONG_MS = 5000 };

/* This program is the worker too: a setting says what it does. */
static int act_as_worker(char **argv)
{
    bool replaces = strcmp(argv[3], "--replace") == 0;
    int ready_fd = (int)strtol(argv[4], NULL, 10);
    const char *act = getenv("ORDERD_ISSUER");
    if (strcmp(act, "dies") == 0 || (replaces && strcmp(act, "fails-to-replace") == 0))
        return 3;
    int board = -1, seat = -1;
    if (strcmp(act, "sits") == 0) {
        sscanf(argv[6], "%d:%d", &board, &seat);
        if (strcmp(argv[5], "--board") != 0 || !board_join(board, seat))
            return 5;
        board_who(board_hash("test", "sits"));
    }
    if (strcmp(act, "silent") != 0 && write(ready_fd, "r", 1) != 1)
        return 4;
    close(ready_fd);
    alarm(60);
    for (;;)
        pause();
}

static int fds[POOLS];
static struct conf conf;
static struct launcher launcher = {
    .program = "/proc/self/exe", .conf = &conf, .fds = fds, .generation = 7};

static int begin(void **state)
{
    struct slot *slot = calloc(1, sizeof *slot);
    *slot = (struct slot){.pool = POOL_AUTH, .ready_fd = -1};
    char why[300];
    if (!conf_load(&conf, NULL, why, sizeof why))
        return 1;
    log_setup(LOG_ERROR, "test");
    *state = slot;
    return 0;
}

static int finish(void **state)
{
    struct slot *slot = *state;
    const pid_t pids[] = {slot->pid, slot->successor};
    for (size_t i = 0; i < LENGTH(pids); i++) {
        if (pids[i] && kill(pids[i], SIGKILL) == 0)
            waitpid(pids[i], NULL, 0);
    }
    if (slot->ready_fd >= 0)
        close(slot->ready_fd);
    free(slot);
    return 0;
}

static void start(struct slot *slot, const char *act)
{
    conf.issuer = act;
    slot_start(slot, &launcher);
    assert_true(slot->ready_fd >= 0);
}

/* Waits until the latest worker has something to tell. */
static pid_t hear(struct slot *slot)
{
    struct pollfd ready = {.fd = slot->ready_fd, .events = POLLIN};
    assert_int_equal(poll(&ready, 1, LONG_MS), 1);
    return slot_hear(slot);
}

static void reap(pid_t pid)
{
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void a_worker_gets_ready(void **state)
{
    struct slot *slot = *state;
    start(slot, "ready");
    assert_true(slot->pid > 0);
    assert_int_equal(slot->successor, 0);
    assert_int_equal(slot->generation, 7);
    assert_int_equal(hear(slot), 0);
    assert_int_equal(slot->ready_fd, -1);
}

static void a_worker_has_a_seat_on_the_board(void **state)
{
    struct slot *slot = *state;
    struct board_look look;
    assert_true(board_make());
    start(slot, "sits");
    assert_int_equal(hear(slot), 0);
    assert_true(board_see(0, &look));
    assert_int_equal(look.pid, slot->pid);
    assert_int_equal(look.pool, POOL_AUTH);
    assert_int_equal(look.who, board_hash("test", "sits"));
}

static void a_ready_successor_takes_the_place(void **state)
{
    struct slot *slot = *state;
    start(slot, "ready");
    assert_int_equal(hear(slot), 0);
    pid_t old = slot->pid;
    start(slot, "ready");
    assert_int_equal(slot->pid, old);
    pid_t new = slot->successor;
    assert_int_equal(hear(slot), old);
    assert_int_equal(slot->pid, new);
    assert_int_equal(slot->successor, 0);
    assert_false(slot_ended(slot, old, 0));
    reap(old);
}

static void a_failed_successor_leaves_the_old_worker(void **state)
{
    struct slot *slot = *state;
    start(slot, "ready");
    assert_int_equal(hear(slot), 0);
    pid_t old = slot->pid;
    start(slot, "fails-to-replace");
    pid_t failed = slot->successor;
    assert_int_equal(hear(slot), failed);
    assert_int_equal(slot->pid, old);
    assert_int_equal(slot->successor, 0);
    reap(failed);

    start(slot, "silent");
    failed = slot->successor;
    assert_true(slot_patience_ms(slot) > clock_ms());
    assert_int_equal(slot_lose_patience(slot), failed);
    assert_int_equal(slot->pid, old);
    assert_int_equal(slot->ready_fd, -1);
    reap(failed);
}

static void a_first_worker_that_dies_is_nobodys_old_one(void **state)
{
    struct slot *slot = *state;
    int status;
    start(slot, "dies");
    pid_t pid = slot->pid;
    assert_int_equal(hear(slot), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(slot_ended(slot, pid, status));
    assert_int_equal(slot->pid, 0);
}

static void the_successor_steps_in_when_the_old_worker_dies(void **state)
{
    struct slot *slot = *state;
    start(slot, "ready");
    assert_int_equal(hear(slot), 0);
    pid_t old = slot->pid;
    start(slot, "ready");
    pid_t new = slot->successor;
    reap(old);
    assert_true(slot_ended(slot, old, SIGKILL));
    assert_int_equal(slot->pid, new);
    assert_int_equal(slot->successor, 0);
    assert_int_equal(hear(slot), 0);
}

/* The pause before the next start when the worker lived for `lived_ms`. */
static int64_t pause_after(struct slot *slot, int64_t lived_ms)
{
    slot->pid = 99999999;
    slot->started_ms = clock_ms() - lived_ms;
    assert_true(slot_ended(slot, slot->pid, 3 << 8));
    return slot->due_ms - slot->started_ms - lived_ms;
}

static void the_pause_doubles_for_those_that_die_young(void **state)
{
    static const int pauses[] = {0, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000};
    struct slot *slot = *state;
    for (size_t i = 0; i < LENGTH(pauses); i++)
        assert_in_range(pause_after(slot, 1000), pauses[i], pauses[i] + 50);
    assert_in_range(pause_after(slot, 10000), 0, 50);
    assert_in_range(pause_after(slot, 9000), 100, 150);
}

static void a_system_that_refuses_is_asked_again_later(void **state)
{
    struct slot *slot = *state;
    struct rlimit usual, none = {.rlim_cur = 3};
    getrlimit(RLIMIT_NOFILE, &usual);
    none.rlim_max = usual.rlim_max;
    setrlimit(RLIMIT_NOFILE, &none);
    slot_start(slot, &launcher);
    setrlimit(RLIMIT_NOFILE, &usual);
    assert_int_equal(slot->pid, 0);
    assert_int_equal(slot->ready_fd, -1);
    assert_in_range(slot->due_ms - clock_ms(), 4000, 5000);
}

static void workers_go_with_their_master(void **state)
{
    struct slot *slot = *state;
    int told[2], status;
    pid_t worker = 0;
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* so that the worker's end is heard of here */
    assert_int_equal(pipe(told), 0);
    pid_t master = fork();
    if (master == 0) {
        start(slot, "ready");
        _exit(hear(slot) != 0 || write(told[1], &slot->pid, sizeof slot->pid) < 0);
    }
    assert_int_equal(waitpid(master, &status, 0), master);
    assert_int_equal(status, 0);
    assert_int_equal(read(told[0], &worker, sizeof worker), sizeof worker);
    assert_int_equal(waitpid(worker, &status, 0), worker);
    assert_int_equal(status, SIGTERM);
    close(told[0]);
    close(told[1]);
}

#define slot_test(function) cmocka_unit_test_setup_teardown(function, begin, finish)

int main(int argc, char **argv)
{
    if (argc > 6 && strcmp(argv[1], "--worker") == 0)
        return act_as_worker(argv);
    const struct CMUnitTest tests[] = {
        slot_test(a_worker_gets_ready),
        slot_test(a_worker_has_a_seat_on_the_board),
        slot_test(a_ready_successor_takes_the_place),
        slot_test(a_failed_successor_leaves_the_old_worker),
        slot_test(a_first_worker_that_dies_is_nobodys_old_one),
        slot_test(the_successor_steps_in_when_the_old_worker_dies),
        slot_test(the_pause_doubles_for_those_that_die_young),
        slot_test(a_system_that_refuses_is_asked_again_later),
        slot_test(workers_go_with_their_master),
    };
    alarm(60); /* rather than hang */
    return cmocka_run_group_tests_name("slot", tests, NULL, NULL);
}
