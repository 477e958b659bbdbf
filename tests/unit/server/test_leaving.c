/* Workers that were told to go: they go, or are killed when their time is up. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit.h"
#include "base/clock.h"
#include "base/log.h"
#include "server/leaving.h"
#include "server/slot.h"

static struct leaving leaving;

static int begin(void **state)
{
    (void)state;
    leaving = (struct leaving){0};
    log_setup(LOG_ERROR, "test");
    return 0;
}

/* A process that SIGTERM ends, or does not. */
static pid_t worker(bool willing)
{
    signal(SIGTERM, willing ? SIG_DFL : SIG_IGN);
    pid_t pid = fork();
    if (pid == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (pid == 0)
        pause();
    signal(SIGTERM, SIG_DFL);
    return pid;
}

static int ended(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(leaving_ended(&leaving, pid, status));
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void they_are_told(void **state)
{
    (void)state;
    pid_t pid = worker(true);
    leaving_add(&leaving, pid, 0, INT64_MAX, "test");
    assert_int_equal(leaving.count, 1);
    assert_int_equal(ended(pid), SIGTERM);
    assert_int_equal(leaving.count, 0);
}

static void those_who_stay_too_long_are_killed(void **state)
{
    (void)state;
    int64_t now = clock_ms();
    pid_t late = worker(false), early = worker(false);
    leaving_add(&leaving, early, 0, now + 60000, "test");
    leaving_add(&leaving, late, 0, now + 1000, "test");
    assert_int_equal(leaving_deadline(&leaving), now + 1000);
    leaving_kill_late(&leaving, now + 999);
    assert_int_equal(waitpid(late, NULL, WNOHANG), 0);

    leaving_kill_late(&leaving, now + 1000);
    assert_int_equal(leaving_deadline(&leaving), now + 60000);
    assert_int_equal(ended(late), SIGKILL);
    assert_int_equal(waitpid(early, NULL, WNOHANG), 0);
    leaving_kill_late(&leaving, now + 60000);
    assert_int_equal(ended(early), SIGKILL);
    assert_int_equal(leaving_deadline(&leaving), INT64_MAX);
}

static void nobody_and_strangers_do_not_matter(void **state)
{
    (void)state;
    leaving_add(&leaving, 0, 0, 0, "test");
    assert_int_equal(leaving.count, 0);
    assert_false(leaving_ended(&leaving, 1, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(they_are_told, begin),
        cmocka_unit_test_setup(those_who_stay_too_long_are_killed, begin),
        cmocka_unit_test_setup(nobody_and_strangers_do_not_matter, begin),
    };
    alarm(60); /* rather than hang */
    return cmocka_run_group_tests_name("leaving", tests, NULL, NULL);
}
