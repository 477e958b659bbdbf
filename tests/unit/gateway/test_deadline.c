/* A request's clock: what nginx says of its beginning, as far as that can be. */
/* SPDX-License-Identifier: MIT */
#include <time.h>

#include "../unit.h"
#include "base/board.h"
#include "base/clock.h"
#include "gateway/deadline.h"
#include "gateway/route.h"

enum { SECONDS = 30, SLACK_MS = 5000 };

static const struct conf conf = {.request_seconds = SECONDS, .queue_ms = 1000};
static const struct route ordinary = {.pool = POOL_API}, patient = {.pool = POOL_PAY};
static struct service service = {.conf = &conf};
static bool there;

static bool is_there(struct ends *ends)
{
    (void)ends;
    return there;
}

/* One that nginx took so many seconds ago, by nginx's clock. */
static struct request *request_of_age(struct arena *arena, double seconds)
{
    static struct ends ends = {.is_there = is_there};
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct request *r = arena_alloc(arena, sizeof *r);
    char **params = arena_alloc(arena, 2 * sizeof *params);
    params[0] = arena_printf(arena, "REQUEST_START=%.3f",
                             (double)now.tv_sec + (double)now.tv_nsec / 1e9 - seconds);
    params[1] = NULL;
    *r = (struct request){.service = &service, .params = params, .ends = &ends, .route = &patient};
    there = true;
    return r;
}

static void assert_left(const struct request *r, int seconds)
{
    assert_in_range(r->deadline_ms - clock_ms(), seconds * 1000 - SLACK_MS, seconds * 1000 + 1);
}

static void time_in_the_queue_counts(void **state)
{
    struct request *r = request_of_age(*state, 12);
    assert_int_equal(deadline_read(r), E_OK);
    assert_left(r, SECONDS - 12);
    assert_false(deadline_is_over(r));
}

static void what_waited_for_too_long_is_not_begun(void **state)
{
    assert_int_equal(deadline_read(request_of_age(*state, SECONDS + 1)), E_OVERLOADED);
    assert_int_equal(deadline_read(request_of_age(*state, 59)), E_OVERLOADED);
}

static void an_ordinary_request_waits_for_less(void **state)
{
    struct request *r = request_of_age(*state, 12);
    r->route = &ordinary;
    assert_int_equal(deadline_read(r), E_OVERLOADED);
}

static void who_came_before_the_pool_was_opened_is_served(void **state)
{
    struct request *early = request_of_age(*state, 12), *late = request_of_age(*state, 12);
    early->route = late->route = &ordinary;
    assert_true(board_make());
    board_open(POOL_API, clock_ms() - 11000);
    board_open(POOL_API, clock_ms()); /* one that replaces another opens nothing */
    assert_int_equal(deadline_read(early), E_OK);
    assert_left(early, SECONDS - 12);
    assert_true(board_make());
    board_open(POOL_API, clock_ms() - 13000);
    assert_int_equal(deadline_read(late), E_OVERLOADED);
}

static void another_clock_is_not_believed(void **state)
{
    static const double ages[] = {-0.5, -300, 61, 300, 1e9};
    for (size_t i = 0; i < sizeof ages / sizeof *ages; i++) {
        struct request *r = request_of_age(*state, ages[i]);
        assert_int_equal(deadline_read(r), E_OK);
        assert_left(r, SECONDS);
    }
}

static void who_hung_up_in_the_queue_is_not_served(void **state)
{
    static const double ages[] = {2, 300, -300};
    for (size_t i = 0; i < sizeof ages / sizeof *ages; i++) {
        struct request *r = request_of_age(*state, ages[i]);
        there = false;
        assert_int_equal(deadline_read(r), E_OVERLOADED);
    }
}

static void a_request_within_keeps_the_deadline_of_its_whole(void **state)
{
    struct request *r = request_of_age(*state, 0);
    r->deadline_ms = 17;
    assert_int_equal(deadline_read(r), E_OK);
    assert_int_equal(r->deadline_ms, 17);
    assert_true(deadline_is_over(r));
}

static void others_get_what_is_left(void **state)
{
    struct request *r = request_of_age(*state, 0);
    assert_int_equal(deadline_read(r), E_OK);
    assert_int_equal(deadline_seconds(r, 10), 10);
    r->deadline_ms = clock_ms() + 9500; /* three of them are for writing it down */
    assert_in_range(deadline_seconds(r, 10), 5, 6);
    r->deadline_ms = clock_ms() + 1000;
    assert_int_equal(deadline_seconds(r, 10), 0);
    r->deadline_ms = clock_ms() - 1000;
    assert_int_equal(deadline_seconds(r, 10), 0);
}

static void a_pause_ends_before_the_deadline(void **state)
{
    struct request *r = request_of_age(*state, 0);
    int ms = 10;
    r->deadline_ms = clock_ms() + 60000;
    assert_true(deadline_pause(r, &ms));
    assert_int_equal(ms, 20);
    r->deadline_ms = clock_ms() + 5;
    assert_false(deadline_pause(r, &ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(time_in_the_queue_counts),
        arena_test(what_waited_for_too_long_is_not_begun),
        arena_test(an_ordinary_request_waits_for_less),
        arena_test(who_came_before_the_pool_was_opened_is_served),
        arena_test(another_clock_is_not_believed),
        arena_test(who_hung_up_in_the_queue_is_not_served),
        arena_test(a_request_within_keeps_the_deadline_of_its_whole),
        arena_test(others_get_what_is_left),
        arena_test(a_pause_ends_before_the_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
