/* The master over real processes: it starts, replaces, rolls, resizes and stops them. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../unit.h"
#include "base/log.h"
#include "server/master.h"
#include "server/sockets.h"

enum { PATIENCE_MS = 5000, WORKERS_MOST = 64 };

/* This program is the master's next one, too, and its trial: no good while a file "no good" is
 * there. */
static int act_as_master(char **argv)
{
    struct conf conf;
    char why[300];
    bool tried = strcmp(argv[1], "-t") == 0;
    const char *settings = argv[tried ? 3 : 4];
    log_setup(LOG_ERROR, "test");
    if (!conf_load(&conf, settings, why, sizeof why)) {
        fprintf(stderr, "%s\n", why);
        return 2;
    }
    if (!tried)
        return master_run(&conf, "/proc/self/exe", settings, (int)strtol(argv[2], NULL, 10));
    return chdir(conf.socket_dir) == 0 && access("no good", F_OK) != 0 ? 0 : 6;
}

/* This program is the worker too. It leaves a file named after its pid while it lives; a worker
 * that replaces another fails while a file "broken" is there, and one that is told to stop stays
 * while a file "busy" is there. */
static int act_as_worker(char **argv)
{
    sigset_t term;
    pid_t master = getppid();
    char name[32];
    snprintf(name, sizeof name, "%s.%d", argv[2], (int)getpid());
    if (chdir(getenv("ORDERD_SOCKET_DIR")) != 0 ||
        (strcmp(argv[3], "--replace") == 0 && access("broken", F_OK) == 0))
        return 3;
    FILE *file = fopen(name, "w");
    if (!file || fclose(file) != 0)
        return 4;
    if (write((int)strtol(argv[4], NULL, 10), "r", 1) != 1) /* not wanted any more */
        return unlink(name);
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, NULL);
    sigwaitinfo(&term, NULL);
    while (access("busy", F_OK) == 0 && getppid() == master)
        poll(NULL, 0, 10);
    return unlink(name) == 0 ? 0 : 5;
}

struct place {
    char directory[64];
    pid_t master;
};

static const char *file_of(const struct place *p, const char *name)
{
    static char path[120];
    snprintf(path, sizeof path, "%s/%s", p->directory, name);
    return path;
}

static void put(const struct place *p, const char *name, const char *text)
{
    FILE *file = fopen(file_of(p, name), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void set(const struct place *p, int api, const char *more)
{
    char text[300];
    snprintf(text, sizeof text,
             "socket_dir = %s\nworkers_api = %d\nworkers_auth = 1\nworkers_password = "
             "1\nworkers_pay = 1\nworkers_slow = 1\n"
             "log_level = error\ndrain_seconds = 1\n%s\n",
             p->directory, api, more);
    put(p, "conf", text);
}

/* The workers of a pool, by their files, into pids. */
static int workers(const struct place *p, const char *pool, pid_t pids[WORKERS_MOST])
{
    int count = 0;
    size_t length = strlen(pool);
    DIR *open = opendir(p->directory);
    for (const struct dirent *entry; (entry = readdir(open)) && count < WORKERS_MOST;) {
        const char *number = entry->d_name + length + 1;
        if (strncmp(entry->d_name, pool, length) == 0 && entry->d_name[length] == '.' &&
            strcmp(number, "sock") != 0)
            pids[count++] = (pid_t)strtol(number, NULL, 10);
    }
    closedir(open);
    return count;
}

/* Waits until the pool has `count` workers, none of them among `others`. */
static void await(const struct place *p, const char *pool, int count, const pid_t *others,
                  int other_count)
{
    pid_t pids[WORKERS_MOST];
    for (int waited = 0; waited < PATIENCE_MS; waited += 10) {
        int have = workers(p, pool, pids), old = 0;
        for (int i = 0; i < have; i++) {
            for (int n = 0; n < other_count; n++)
                old += pids[i] == others[n];
        }
        if (have == count && old == 0)
            return;
        poll(NULL, 0, 10);
    }
    fail_msg("there are not %d workers of %s", count, pool);
}

static int begin(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    strcpy(p->directory, "/tmp/orderd-master-XXXXXX");
    assert_non_null(mkdtemp(p->directory));
    set(p, 2, "");
    p->master = fork();
    if (p->master == 0) {
        struct conf conf;
        char why[300];
        log_setup(LOG_ERROR, "test");
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (!conf_load(&conf, file_of(p, "conf"), why, sizeof why))
            _exit(2);
        _exit(master_run(&conf, "/proc/self/exe", strdup(file_of(p, "conf")), -1));
    }
    await(p, "api", 2, NULL, 0);
    await(p, "auth", 1, NULL, 0);
    await(p, "slow", 1, NULL, 0);
    *state = p;
    return 0;
}

/* The master's exit status after SIGTERM. */
static int stop(struct place *p)
{
    int status = -1;
    kill(p->master, SIGTERM);
    assert_int_equal(waitpid(p->master, &status, 0), p->master);
    p->master = 0;
    return status;
}

static int finish(void **state)
{
    struct place *p = *state;
    if (p->master)
        stop(p);
    DIR *open = opendir(p->directory);
    for (const struct dirent *entry; (entry = readdir(open));)
        unlinkat(dirfd(open), entry->d_name, 0);
    closedir(open);
    rmdir(p->directory);
    free(p);
    return 0;
}

static void a_worker_that_dies_is_replaced(void **state)
{
    struct place *p = *state;
    pid_t pids[WORKERS_MOST];
    assert_int_equal(workers(p, "auth", pids), 1);
    kill(pids[0], SIGKILL);
    char name[32];
    snprintf(name, sizeof name, "auth.%d", (int)pids[0]);
    unlink(file_of(p, name));
    await(p, "auth", 1, pids, 1);
}

static void a_reload_replaces_every_worker(void **state)
{
    struct place *p = *state;
    pid_t api[WORKERS_MOST], slow[WORKERS_MOST];
    assert_int_equal(workers(p, "api", api), 2);
    assert_int_equal(workers(p, "slow", slow), 1);
    kill(p->master, SIGHUP);
    await(p, "api", 2, api, 2);
    await(p, "slow", 1, slow, 1);
}

static void a_reload_changes_how_many_there_are(void **state)
{
    struct place *p = *state;
    set(p, 5, "");
    kill(p->master, SIGHUP);
    await(p, "api", 5, NULL, 0);
    set(p, 1, "");
    kill(p->master, SIGHUP);
    await(p, "api", 1, NULL, 0);
}

/* A reload that is to change nobody: the worker of auth, which is the same after `ms`. */
static pid_t reload_in_vain(const struct place *p, int ms)
{
    pid_t before[WORKERS_MOST], after[WORKERS_MOST];
    assert_int_equal(workers(p, "auth", before), 1);
    kill(p->master, SIGHUP);
    poll(NULL, 0, ms);
    assert_int_equal(workers(p, "auth", after), 1);
    assert_int_equal(after[0], before[0]);
    return before[0];
}

static void workers_that_can_not_be_replaced_stay(void **state)
{
    struct place *p = *state;
    put(p, "broken", "");
    pid_t before = reload_in_vain(p, 500);
    unlink(file_of(p, "broken"));
    kill(p->master, SIGHUP);
    await(p, "auth", 1, &before, 1);
}

static void bad_settings_change_nothing(void **state)
{
    struct place *p = *state;
    pid_t after[WORKERS_MOST];
    set(p, 7, "no_such_setting = 1");
    reload_in_vain(p, 300);
    assert_int_equal(workers(p, "api", after), 2);
}

static void a_program_that_is_no_good_changes_nothing(void **state)
{
    struct place *p = *state;
    put(p, "no good", "");
    reload_in_vain(p, 300);
}

/* The one argument that a master has once it became another program. */
static bool has_resumed(const struct place *p)
{
    char path[40], text[300] = "";
    snprintf(path, sizeof path, "/proc/%d/cmdline", (int)p->master);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    return memmem(text, length, "--resume", 8);
}

static void a_reload_becomes_the_program_on_disk(void **state)
{
    struct place *p = *state;
    pid_t auth[WORKERS_MOST];
    assert_false(has_resumed(p));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(workers(p, "auth", auth), 1);
        kill(p->master, SIGHUP);
        await(p, "auth", 1, auth, 1);
    }
    assert_true(has_resumed(p));
    assert_int_equal(access(file_of(p, "api.sock"), F_OK), 0);
    assert_int_equal(stop(p), 0);
    assert_int_equal(access(file_of(p, "api.sock"), F_OK), -1);
}

static void the_next_waits_until_the_old_one_is_gone(void **state)
{
    struct place *p = *state;
    pid_t pids[WORKERS_MOST];
    put(p, "busy", "");
    kill(p->master, SIGHUP);
    await(p, "api", 3, NULL, 0);
    poll(NULL, 0, 300);
    assert_int_equal(workers(p, "api", pids), 3);
    assert_int_equal(workers(p, "auth", pids), 1);
    unlink(file_of(p, "busy"));
    await(p, "api", 2, NULL, 0);
}

static void a_stop_ends_with_the_last_worker(void **state)
{
    struct place *p = *state;
    pid_t pids[WORKERS_MOST];
    assert_int_equal(access(file_of(p, "api.sock"), F_OK), 0);
    assert_int_equal(stop(p), 0);
    assert_int_equal(access(file_of(p, "api.sock"), F_OK), -1);
    assert_int_equal(workers(p, "api", pids), 0);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void a_stop_waits_no_longer_than_drain_seconds(void **state)
{
    struct place *p = *state;
    put(p, "busy", "");
    int64_t began = now_ms();
    assert_int_equal(stop(p), 0);
    assert_in_range(now_ms() - began, 1000, 3000);
}

/* In clock ticks, from /proc/PID/stat. */
static long processor_time(pid_t pid)
{
    char path[40], text[500];
    unsigned long user, system;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_int_equal(sscanf(strrchr(text, ')'),
                            ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                            &system),
                     2);
    return (long)(user + system);
}

static void a_stopping_master_rests_while_it_waits(void **state)
{
    struct place *p = *state;
    pid_t pids[WORKERS_MOST];
    put(p, "busy", "");
    assert_int_equal(workers(p, "auth", pids), 1);
    kill(p->master, SIGTERM);
    poll(NULL, 0, 100);
    kill(pids[0], SIGKILL); /* a slot without a worker, which nobody is to fill */
    long before = processor_time(p->master);
    poll(NULL, 0, 600);
    assert_in_range(processor_time(p->master) - before, 0, sysconf(_SC_CLK_TCK) / 10);
}

#define master_test(function) cmocka_unit_test_setup_teardown(function, begin, finish)

int main(int argc, char **argv)
{
    if (argc > 6 && strcmp(argv[1], "--worker") == 0)
        return act_as_worker(argv);
    if (argc > 3)
        return act_as_master(argv);
    const struct CMUnitTest tests[] = {
        master_test(a_worker_that_dies_is_replaced),
        master_test(a_reload_replaces_every_worker),
        master_test(a_reload_changes_how_many_there_are),
        master_test(workers_that_can_not_be_replaced_stay),
        master_test(bad_settings_change_nothing),
        master_test(a_program_that_is_no_good_changes_nothing),
        master_test(a_reload_becomes_the_program_on_disk),
        master_test(the_next_waits_until_the_old_one_is_gone),
        master_test(a_stop_ends_with_the_last_worker),
        master_test(a_stop_waits_no_longer_than_drain_seconds),
        master_test(a_stopping_master_rests_while_it_waits),
    };
    alarm(60); /* rather than hang */
    return cmocka_run_group_tests_name("master", tests, NULL, NULL);
}
