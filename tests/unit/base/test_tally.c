/* Tallies: what processes counted is there for all, also what a dead one did. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit.h"
#include "base/crypto.h"
#include "base/metric_text.h"
#include "base/tally.h"

enum { THINGS, BUSY, WAITS, DEPTH, OPEN, ROWS };

static size_t count_kinds(void)
{
    return 3;
}

static void label_kind(size_t series, struct buf *out)
{
    static const char *const kinds[] = {"a", "b\"\\\n", "c"};
    metric_label(out, "kind", kinds[series]);
    metric_label(out, "of", "test");
}

static double depth(size_t series)
{
    return 1.5 + (double)series;
}

static const struct tally_family rows[ROWS] = {
    [THINGS] = {"things_total", TALLY_COUNTER, "Things.", count_kinds, label_kind, .sparse = true},
    [BUSY] = {"busy_seconds_total", TALLY_SECONDS, "Work."},
    [WAITS] = {"wait_seconds", TALLY_HISTOGRAM, "Waits."},
    [DEPTH] = {"depth", TALLY_GAUGE, "Depth.", .now = depth},
    [OPEN] = {"open", TALLY_LEVEL, "Open."},
};

/* As a newer version has them: one word more, before the others. */
static const struct tally_family newer_rows[] = {
    {"more_total", TALLY_COUNTER, "More.", .sparse = false},
    {"things_total", TALLY_COUNTER, "Things.", count_kinds, label_kind, .sparse = true},
};

static bool join(void)
{
    return tally_join(tally_fd(), rows, ROWS);
}

static int make(void **state)
{
    crypto_setup();
    *state = arena_new(4096);
    return tally_make() ? 0 : 1;
}

#define tally_test(function) cmocka_unit_test_setup_teardown(function, make, unit_arena_free)

/* A process that takes a seat, does `work` and is killed. */
static void run(const struct tally_family *table, size_t count, void (*work)(void))
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        alarm(60);
        if (!tally_join(tally_fd(), table, count))
            _exit(1);
        work();
        if (write(ready[1], "r", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    tally_clear(pid);
}

static const char *told(struct arena *arena)
{
    struct buf out = buf_new(arena);
    tally_write(&out);
    return out.data;
}

static void without_a_seat_nothing_is_counted(void **state)
{
    tally_clear(1);
    tally_add(THINGS, 0, 1);
    tally_time(WAITS, 0, 1);
    assert_int_equal(tally_sum(THINGS, 0), 0);
    assert_string_equal(told(*state), "");
}

static void it_is_told_as_prometheus_reads_it(void **state)
{
    assert_true(join());
    tally_level(OPEN, 0, 9);
    tally_level(OPEN, 0, 4);
    tally_add(THINGS, 0, 2);
    tally_add(THINGS, 1, 1);
    tally_time(BUSY, 0, 1234567890);
    tally_time(WAITS, 0, -5); /* clocks of two */
    tally_time(WAITS, 0, 1000000);
    tally_time(WAITS, 0, 1000001);
    tally_time(WAITS, 0, 11000000000);
    assert_string_equal(told(*state), "# HELP things_total Things.\n"
                                      "# TYPE things_total counter\n"
                                      "things_total{kind=\"a\",of=\"test\"} 2\n"
                                      "things_total{kind=\"b\\\"\\\\\\n\",of=\"test\"} 1\n"
                                      "# HELP busy_seconds_total Work.\n"
                                      "# TYPE busy_seconds_total counter\n"
                                      "busy_seconds_total 1.234568\n"
                                      "# HELP wait_seconds Waits.\n"
                                      "# TYPE wait_seconds histogram\n"
                                      "wait_seconds_bucket{le=\"0.0005\"} 1\n"
                                      "wait_seconds_bucket{le=\"0.001\"} 2\n"
                                      "wait_seconds_bucket{le=\"0.0025\"} 3\n"
                                      "wait_seconds_bucket{le=\"0.005\"} 3\n"
                                      "wait_seconds_bucket{le=\"0.01\"} 3\n"
                                      "wait_seconds_bucket{le=\"0.025\"} 3\n"
                                      "wait_seconds_bucket{le=\"0.05\"} 3\n"
                                      "wait_seconds_bucket{le=\"0.1\"} 3\n"
                                      "wait_seconds_bucket{le=\"0.25\"} 3\n"
                                      "wait_seconds_bucket{le=\"0.5\"} 3\n"
                                      "wait_seconds_bucket{le=\"1\"} 3\n"
                                      "wait_seconds_bucket{le=\"2.5\"} 3\n"
                                      "wait_seconds_bucket{le=\"5\"} 3\n"
                                      "wait_seconds_bucket{le=\"10\"} 3\n"
                                      "wait_seconds_bucket{le=\"+Inf\"} 4\n"
                                      "wait_seconds_sum 11.002000\n"
                                      "wait_seconds_count 4\n"
                                      "# HELP depth Depth.\n"
                                      "# TYPE depth gauge\n"
                                      "depth 1.500000\n"
                                      "# HELP open Open.\n"
                                      "# TYPE open gauge\n"
                                      "open 4\n");
    assert_int_equal(tally_sum(WAITS, 0), 4);
}

static void count_three(void)
{
    tally_add(THINGS, 2, 3);
}

static void what_a_dead_process_counted_stays(void **state)
{
    (void)state;
    assert_true(join());
    tally_add(THINGS, 2, 1);
    for (int n = 1; n <= 3; n++) {
        run(rows, ROWS, count_three);
        assert_int_equal(tally_sum(THINGS, 2), 1 + 3 * n);
    }
}

static void open_five(void)
{
    tally_level(OPEN, 0, 5);
    tally_add(THINGS, 0, 1);
}

static void what_a_process_said_of_itself_ends_with_it(void **state)
{
    (void)state;
    run(rows, ROWS, open_five);
    assert_true(join()); /* to the same seat */
    assert_int_equal(tally_sum(OPEN, 0), 0);
    tally_level(OPEN, 0, 2);
    run(rows, ROWS, open_five);
    assert_int_equal(tally_sum(OPEN, 0), 2);
    assert_int_equal(tally_sum(THINGS, 0), 2);
}

static void count_much(void)
{
    for (int n = 0; n < 200000; n++)
        tally_add(THINGS, 0, 1);
}

static void many_count_at_once(void **state)
{
    pid_t pids[4];
    (void)state;
    for (size_t i = 0; i < LENGTH(pids); i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            if (!join())
                _exit(1);
            count_much();
            _exit(0);
        }
    }
    for (size_t i = 0; i < LENGTH(pids); i++) {
        int status;
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_int_equal(status, 0);
    }
    assert_true(join());
    assert_int_equal(tally_sum(THINGS, 0), 800000);
}

static void count_newer(void)
{
    tally_add(0, 0, 50);
    tally_add(1, 0, 7);
}

static void another_table_is_told_apart(void **state)
{
    assert_true(join());
    tally_add(THINGS, 0, 1);
    run(newer_rows, LENGTH(newer_rows), count_newer);
    run(rows, ROWS, count_three);
    assert_int_equal(tally_sum(THINGS, 0), 1);
    assert_int_equal(tally_sum(THINGS, 2), 3);
    assert_true(tally_join(tally_fd(), newer_rows, LENGTH(newer_rows)));
    assert_string_equal(told(*state), "# HELP more_total More.\n"
                                      "# TYPE more_total counter\n"
                                      "more_total 50\n"
                                      "# HELP things_total Things.\n"
                                      "# TYPE things_total counter\n"
                                      "things_total{kind=\"a\",of=\"test\"} 7\n");
}

static size_t count_far_too_many(void)
{
    return 100000;
}

static void what_does_not_fit_is_refused(void **state)
{
    static const struct tally_family large[] = {
        {"large_total", TALLY_COUNTER, "Large.", count_far_too_many, .sparse = true}};
    (void)state;
    assert_false(tally_join(tally_fd(), large, LENGTH(large)));
    assert_false(tally_join(tally_fd(), rows, 0));
    assert_false(tally_join(STDIN_FILENO, rows, ROWS));
    tally_add(THINGS, 0, 1);
    assert_int_equal(tally_sum(THINGS, 0), 0);
}

static void who_finds_no_seat_does_without(void **state)
{
    (void)state;
    int seats = 0;
    while (join())
        seats++;
    assert_int_equal(seats, 1024);
    tally_add(THINGS, 0, 1);
    assert_int_equal(tally_sum(THINGS, 0), 0);
    tally_clear(getpid());
    assert_true(join());
    tally_add(THINGS, 0, 1);
    assert_int_equal(tally_sum(THINGS, 0), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(without_a_seat_nothing_is_counted),
        tally_test(it_is_told_as_prometheus_reads_it),
        tally_test(what_a_dead_process_counted_stays),
        tally_test(what_a_process_said_of_itself_ends_with_it),
        tally_test(many_count_at_once),
        tally_test(another_table_is_told_apart),
        tally_test(what_does_not_fit_is_refused),
        tally_test(who_finds_no_seat_does_without),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
