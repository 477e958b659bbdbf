/* The scoreboard: what one process writes another sees, and what a dead one wrote goes. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit.h"
#include "base/board.h"
#include "base/clock.h"
#include "base/crypto.h"

enum { API = 0, SLOW = 1 }; /* whatever their numbers */

static int make(void **state)
{
    (void)state;
    crypto_setup();
    return board_make() ? 0 : 1;
}

#define board_test(function) cmocka_unit_test_setup(function, make)

/* A worker in a process of its own: it takes a seat of `pool`, does `work` and stays until it is
 * killed. */
struct worker {
    pid_t pid;
    int seat;
};

static struct worker start(int pool, void (*work)(void))
{
    struct worker worker = {.seat = board_take(pool)};
    int ready[2];
    char byte;
    assert_true(worker.seat >= 0);
    assert_int_equal(pipe(ready), 0);
    worker.pid = fork();
    if (worker.pid == 0) {
        alarm(60);
        if (!board_join(board_fd(), worker.seat))
            _exit(1);
        work();
        if (write(ready[1], "r", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    board_sit(worker.seat, worker.pid);
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return worker;
}

static void end(struct worker worker)
{
    assert_int_equal(kill(worker.pid, SIGKILL), 0);
    assert_int_equal(waitpid(worker.pid, NULL, 0), worker.pid);
}

static struct board_look see(int seat)
{
    struct board_look look;
    assert_true(board_see(seat, &look));
    return look;
}

static void without_a_board_all_is_allowed(void **state)
{
    (void)state;
    assert_int_equal(board_fd(), -1);
    assert_int_equal(board_take(API), -1);
    assert_int_equal(board_seats(), 0);
    board_sit(-1, 1);
    board_clear(1);
    board_begin(1);
    board_extend(2);
    board_mark(BOARD_HASHES);
    board_who(7);
    board_end();
    assert_false(board_meet(API, 7, true, 1));
    board_turned_away(API, 1);
    unsigned others;
    assert_true(board_tell(7, 1, &others) && board_tell(7, 1, &others));
    assert_false(board_untold(7, 1, &others));
    assert_int_equal(board_hash("user", "1"), 0);
    assert_int_equal(board_count(7, -1, 0), 0);
    for (int i = 0; i < 10; i++)
        assert_int_equal(board_spend(7, (struct board_rate){1, 1000}, 1), 0);
    assert_true(board_connect(1));
    board_connected(false, 1000000);
    assert_true(board_connect(1));
    assert_int_equal(board_connections(), 0);
}

static void hash_a_password(void)
{
    board_begin(clock_ms() + 60000);
    board_who(board_hash("user", "7"));
    board_mark(BOARD_HASHES);
}

static void a_seat_tells_what_its_worker_does(void **state)
{
    (void)state;
    int64_t before = clock_ms();
    struct worker worker = start(SLOW, hash_a_password);
    struct board_look look = see(worker.seat);
    assert_int_equal(look.pid, worker.pid);
    assert_int_equal(look.pool, SLOW);
    assert_in_range(look.began_ms, before, clock_ms());
    assert_in_range(look.deadline_ms, before + 60000, clock_ms() + 60000);
    assert_int_equal(look.who, board_hash("user", "7"));
    assert_int_equal(look.marks, BOARD_HASHES);
    end(worker);
}

static void do_and_end(void)
{
    hash_a_password();
    board_extend(1);
    board_end();
}

static void after_a_request_nothing_of_it_is_left(void **state)
{
    (void)state;
    struct worker worker = start(API, do_and_end);
    struct board_look look = see(worker.seat);
    assert_int_equal(look.began_ms, 0);
    assert_int_equal(look.who, 0);
    assert_int_equal(look.marks, 0);
    end(worker);
}

static void requests_are_counted_by_who_asks(void **state)
{
    (void)state;
    uint64_t seven = board_hash("user", "7"), eight = board_hash("user", "8");
    struct worker first = start(API, hash_a_password), second = start(SLOW, hash_a_password);
    assert_int_equal(board_count(seven, -1, 0), 2);
    assert_int_equal(board_count(seven, API, 0), 1);
    assert_int_equal(board_count(seven, -1, BOARD_HASHES), 2);
    assert_int_equal(board_count(seven, -1, BOARD_HASHES | BOARD_STREAMS), 0);
    assert_int_equal(board_count(eight, -1, 0), 0);
    assert_int_equal(board_count(0, -1, 0), 0);
    end(first);
    end(second);
}

static void what_a_dead_worker_had_in_hand_goes_with_its_seat(void **state)
{
    (void)state;
    uint64_t seven = board_hash("user", "7");
    struct worker first = start(API, hash_a_password), second = start(API, hash_a_password);
    assert_int_equal(board_seats(), 2);
    end(first);
    assert_int_equal(board_count(seven, -1, 0), 2);
    board_clear(first.pid);
    assert_int_equal(board_count(seven, -1, 0), 1);
    struct board_look look;
    assert_false(board_see(first.seat, &look));

    assert_int_equal(board_take(SLOW), first.seat);
    assert_false(board_see(first.seat, &look)); /* it does not sit yet */
    board_sit(first.seat, 0);
    end(second);
    board_clear(second.pid);
    assert_int_equal(board_seats(), 0);
}

static void only_a_board_is_joined(void **state)
{
    (void)state;
    int other[2];
    assert_int_equal(pipe(other), 0);
    assert_false(board_join(other[0], 0));
    assert_false(board_join(-1, 0));
    assert_false(board_join(board_fd(), -1));
    assert_false(board_join(board_fd(), 1 << 20));
    close(other[0]);
    close(other[1]);
}

static void names_differ_by_kind_and_board(void **state)
{
    (void)state;
    uint64_t user = board_hash("user", "7");
    assert_true(user);
    assert_int_equal(board_hash("user", "7"), user);
    assert_int_not_equal(board_hash("address", "7"), user);
    assert_int_not_equal(board_hash("user", "8"), user);
    assert_true(board_make());
    assert_int_not_equal(board_hash("user", "7"), user);
}

static void a_rate_gives_a_burst_then_one_at_a_time(void **state)
{
    (void)state;
    const struct board_rate rate = {.burst = 3, .each_ms = 1000};
    uint64_t key = board_hash("hash", "7");
    for (int i = 0; i < 3; i++)
        assert_int_equal(board_spend(key, rate, 5000), 0);
    assert_int_equal(board_spend(key, rate, 5000), 1000);
    assert_int_equal(board_spend(key, rate, 5400), 600); /* a refusal costs nothing */
    assert_int_equal(board_spend(key, rate, 6000), 0);
    assert_int_equal(board_spend(key, rate, 6000), 1000);
    assert_int_equal(board_spend(board_hash("hash", "8"), rate, 6000), 0);
    for (int i = 0; i < 3; i++) /* all is paid back */
        assert_int_equal(board_spend(key, rate, 60000), 0);
    assert_int_equal(board_spend(key, rate, 60000), 1000);
}

static void spend(void)
{
    for (int i = 0; i < 1000; i++) {
        if (board_spend(board_hash("hash", "7"), (struct board_rate){5000, 1000}, 1) != 0)
            _exit(1);
    }
}

static void what_processes_take_at_once_adds_up(void **state)
{
    (void)state;
    struct worker first = start(API, spend), second = start(API, spend);
    uint64_t key = board_hash("hash", "7");
    assert_int_equal(board_spend(key, (struct board_rate){2001, 1000}, 1), 0);
    assert_int_equal(board_spend(key, (struct board_rate){2001, 1000}, 1), 1000);
    end(first);
    end(second);
}

static void a_pool_is_crowded_when_some_wait_and_not_one_alone_asks(void **state)
{
    (void)state;
    uint64_t seven = board_hash("user", "7"), eight = board_hash("user", "8");
    assert_false(board_meet(API, seven, true, 100000));
    assert_false(board_meet(API, seven, true, 100001)); /* one alone waits for himself */
    assert_false(board_meet(SLOW, eight, true, 100002));
    assert_true(board_meet(API, eight, false, 100003));
    assert_true(board_meet(API, seven, false, 110000));
    assert_false(board_meet(API, eight, false, 110002));
    assert_true(board_meet(API, seven, true, 110003));
    board_turned_away(API, 119000);
    assert_true(board_meet(API, eight, false, 120010));
    assert_true(board_meet(API, eight, false, 128000));
    assert_false(board_meet(API, eight, false, 130010)); /* nobody else asks any more */
}

static void of_lines_alike_one_a_second_is_told(void **state)
{
    (void)state;
    unsigned others = 9;
    assert_true(board_tell(7, 100000, &others));
    assert_int_equal(others, 0);
    for (int i = 0; i < 5; i++)
        assert_false(board_tell(7, 100999, &others));
    assert_true(board_tell(8, 100999, &others));
    assert_int_equal(others, 0);
    assert_false(board_untold(7, 100999, &others));
    assert_true(board_tell(7, 101000, &others));
    assert_int_equal(others, 5);
    assert_false(board_untold(7, 103000, &others));
    assert_false(board_tell(7, 101500, &others));
    assert_true(board_untold(7, 102000, &others));
    assert_int_equal(others, 1);
    assert_false(board_untold(7, 104000, &others));
}

/* ---- the database's connection; this process is one of the workers ---- */

static int join(void **state)
{
    return make(state) || !board_join(board_fd(), board_take(API));
}

static void while_the_database_is_well_all_may_connect(void **state)
{
    (void)state;
    assert_true(board_connect(1000));
    assert_true(board_connect(1000));
    board_connected(true, 0);
    assert_int_equal(board_connections(), 1);
    assert_true(board_connect(1000));
}

static void try_to_connect(void)
{
    if (!board_connect(2000))
        _exit(1);
}

static void while_it_is_away_one_at_a_time_tries(void **state)
{
    (void)state;
    assert_true(board_connect(1000));
    board_connected(false, 2000);
    assert_false(board_connect(1999));
    struct worker other = start(API, try_to_connect);
    assert_false(board_connect(2000));
    assert_false(board_connect(9000));
    end(other); /* and says nothing any more */
    assert_false(board_connect(9000));
    board_clear(other.pid);
    assert_true(board_connect(9000));
    board_connected(false, 9500);
    assert_false(board_connect(9499));
    assert_true(board_connect(9500));
    board_connected(false, 9600);
}

static void connect_to_it(void)
{
    try_to_connect();
    board_connected(true, 0);
}

static void all_know_at_once_that_it_is_back(void **state)
{
    (void)state;
    assert_true(board_connect(1000));
    board_connected(false, 2000);
    uint64_t connections = board_connections();
    struct worker other = start(API, connect_to_it);
    assert_int_equal(board_connections(), connections + 1);
    assert_true(board_connect(1001));
    end(other);
}

#define joined_test(function) cmocka_unit_test_setup(function, join)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_board_all_is_allowed),
        board_test(a_seat_tells_what_its_worker_does),
        board_test(after_a_request_nothing_of_it_is_left),
        board_test(requests_are_counted_by_who_asks),
        board_test(what_a_dead_worker_had_in_hand_goes_with_its_seat),
        board_test(only_a_board_is_joined),
        board_test(names_differ_by_kind_and_board),
        board_test(a_rate_gives_a_burst_then_one_at_a_time),
        board_test(what_processes_take_at_once_adds_up),
        board_test(a_pool_is_crowded_when_some_wait_and_not_one_alone_asks),
        board_test(of_lines_alike_one_a_second_is_told),
        joined_test(while_the_database_is_well_all_may_connect),
        joined_test(while_it_is_away_one_at_a_time_tries),
        joined_test(all_know_at_once_that_it_is_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
