/* The listening sockets: whose they are, what is replaced and what is left alone. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit.h"
#include "server/sockets.h"

struct place {
    char directory[64];
    char path[100]; /* of api.sock */
    struct conf conf;
    int fds[POOLS];
    char why[300];
};

static int place_new(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    strcpy(p->directory, "/tmp/orderd-sockets-XXXXXX");
    assert_non_null(mkdtemp(p->directory));
    snprintf(p->path, sizeof p->path, "%s/api.sock", p->directory);
    p->conf = (struct conf){.socket_dir = p->directory, .socket_group = ""};
    *state = p;
    return 0;
}

static int place_free(void **state)
{
    struct place *p = *state;
    unlink(p->path);
    rmdir(p->directory);
    free(p);
    return 0;
}

static struct sockaddr_un address_of(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    return address;
}

/* A socket bound to `path`, listening or not. */
static int foreign(const char *path, bool listening)
{
    struct sockaddr_un address = address_of(path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    if (listening)
        assert_int_equal(listen(fd, 64), 0);
    return fd;
}

static bool answers(const char *path)
{
    struct sockaddr_un address = address_of(path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    bool connected = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return connected;
}

static bool open_here(struct place *p)
{
    return sockets_open(&p->conf, p->fds, p->why, sizeof p->why);
}

static _Noreturn void pause_after(ssize_t written)
{
    while (written == 1)
        pause();
    _exit(1);
}

/* What `probe` gives in a process of its own. */
static int in_child(struct place *p, int (*probe)(struct place *p))
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(probe(p));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void sockets_are_for_owner_and_group(void **state)
{
    struct place *p = *state;
    struct stat file;
    assert_true(open_here(p));
    assert_int_equal(stat(p->path, &file), 0);
    assert_int_equal(file.st_mode & 07777, 0660);
    for (int pool = 0; pool < POOLS; pool++) {
        assert_true(fcntl(p->fds[pool], F_GETFL) & O_NONBLOCK);
        assert_true(fcntl(p->fds[pool], F_GETFD) & FD_CLOEXEC);
    }
    assert_true(answers(p->path));
    sockets_close(p->fds);
    assert_int_equal(access(p->path, F_OK), -1);
}

static void only_what_was_made_is_removed(void **state)
{
    struct place *p = *state;
    assert_true(open_here(p));
    p->conf.socket_dir = "/elsewhere";
    sockets_close(p->fds);
    assert_int_equal(access(p->path, F_OK), -1);
    close(foreign(p->path, false));
    sockets_close(p->fds);
    assert_int_equal(access(p->path, F_OK), 0);
}

static void a_stale_socket_is_replaced(void **state)
{
    struct place *p = *state;
    close(foreign(p->path, true));
    assert_false(answers(p->path));
    assert_true(open_here(p));
    assert_true(answers(p->path));
    sockets_close(p->fds);
}

/* The first master is a process of its own, and is killed. */
static void a_second_master_is_refused(void **state)
{
    struct place *p = *state;
    int opened[2];
    char byte;
    assert_int_equal(pipe(opened), 0);
    pid_t first = fork();
    if (first == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        byte = open_here(p) ? 'y' : 'n';
        pause_after(write(opened[1], &byte, 1));
    }
    assert_int_equal(read(opened[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_false(open_here(p));
    assert_non_null(strstr(p->why, "another orderd serves"));
    assert_true(answers(p->path));

    kill(first, SIGKILL);
    assert_int_equal(waitpid(first, NULL, 0), first);
    assert_false(answers(p->path));
    assert_true(open_here(p));
    assert_true(answers(p->path));
    sockets_close(p->fds);
    close(opened[0]);
    close(opened[1]);
}

/* A worker that outlives its killed master, at a long request: it still holds the sockets. */
static void what_orphans_hold_is_taken_over(void **state)
{
    struct place *p = *state;
    int opened[2];
    pid_t orphan = 0;
    assert_int_equal(pipe(opened), 0);
    pid_t first = fork();
    if (first == 0) {
        orphan = open_here(p) ? fork() : -1;
        if (orphan == 0) {
            alarm(60);
            dup2(p->fds[POOL_API], STDIN_FILENO); /* as a worker has it, and no more */
            dup2(opened[1], STDOUT_FILENO);
            closefrom(STDERR_FILENO + 1);
            orphan = getpid();
            pause_after(write(STDOUT_FILENO, &orphan, sizeof orphan) == sizeof orphan);
        }
        pause_after(orphan > 0);
    }
    assert_int_equal(read(opened[0], &orphan, sizeof orphan), sizeof orphan);
    assert_true(orphan > 0);
    kill(first, SIGKILL);
    assert_int_equal(waitpid(first, NULL, 0), first);
    assert_true(answers(p->path));

    bool opens = open_here(p);
    kill(orphan, SIGKILL);
    assert_true(opens);
    assert_true(answers(p->path));
    sockets_close(p->fds);
    close(opened[0]);
    close(opened[1]);
}

static void another_server_keeps_its_socket(void **state)
{
    struct place *p = *state;
    int fd = foreign(p->path, true);
    assert_false(open_here(p));
    assert_non_null(strstr(p->why, "another process serves"));
    assert_true(answers(p->path));
    close(fd);
}

static void a_file_that_is_no_socket_stays(void **state)
{
    struct place *p = *state;
    int fd = open(p->path, O_CREAT | O_WRONLY, 0600);
    assert_int_equal(write(fd, "precious", 8), 8);
    close(fd);
    assert_false(open_here(p));
    assert_non_null(strstr(p->why, "is in the way"));
    struct stat file;
    assert_int_equal(stat(p->path, &file), 0);
    assert_int_equal(file.st_size, 8);
}

static void what_is_wrong_is_said(void **state)
{
    struct place *p = *state;
    p->conf.socket_group = "no-such-group";
    assert_false(open_here(p));
    assert_non_null(strstr(p->why, "no-such-group"));
    assert_int_equal(access(p->path, F_OK), -1);

    p->conf = (struct conf){.socket_dir = "/nowhere/at/all", .socket_group = ""};
    assert_false(open_here(p));
    assert_non_null(strstr(p->why, "/nowhere/at/all"));

    char path[300];
    snprintf(path, sizeof path, "%s/%0120d", p->directory, 1);
    assert_int_equal(mkdir(path, 0700), 0);
    p->conf.socket_dir = path;
    assert_false(open_here(p));
    assert_non_null(strstr(p->why, "too long"));
    rmdir(path);
}

/* ---- systemd ---- */

/* As systemd leaves them: from descriptor 3 on, in its own order. */
static int taken_over(struct place *p, const char *names, bool listening)
{
    int first = foreign(p->path, listening);
    for (int i = 0; i < POOLS; i++)
        dup2(first, 20 + i);
    for (int i = 0; i < POOLS; i++)
        dup2(20 + i, 3 + i);
    char pid[16];
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    setenv("LISTEN_PID", pid, 1);
    setenv("LISTEN_FDS", "6", 1);
    setenv("LISTEN_FDNAMES", names, 1);
    return open_here(p) ? 0 : 1;
}

static int in_another_order(struct place *p)
{
    if (taken_over(p, "slow:api:pay:live:auth:password", true) != 0 || getenv("LISTEN_FDS"))
        return 1;
    const int given[POOLS] = {4, 7, 6, 8, 5, 3};
    if (memcmp(p->fds, given, sizeof given) != 0)
        return 2;
    sockets_close(p->fds);
    return access(p->path, F_OK) == 0 ? 0 : 3;
}

static int one_unnamed(struct place *p)
{
    return taken_over(p, "slow:connection:pay:live:auth:password", true) &&
                   strstr(p->why, "named api")
               ? 0
               : 1;
}

static int none_listening(struct place *p)
{
    return taken_over(p, "slow:api:pay:live:auth:password", false) &&
                   strstr(p->why, "no listening socket")
               ? 0
               : 1;
}

static int for_another_process(struct place *p)
{
    setenv("LISTEN_PID", "1", 1);
    setenv("LISTEN_FDS", "3", 1);
    bool made = open_here(p) && access(p->path, F_OK) == 0;
    sockets_close(p->fds);
    return made ? 0 : 1;
}

static void systemd_passes_sockets_by_name(void **state)
{
    assert_int_equal(in_child(*state, in_another_order), 0);
    unlink(((struct place *)*state)->path);
    assert_int_equal(in_child(*state, one_unnamed), 0);
    unlink(((struct place *)*state)->path);
    assert_int_equal(in_child(*state, none_listening), 0);
    unlink(((struct place *)*state)->path);
}

static void sockets_for_another_process_are_not_taken(void **state)
{
    assert_int_equal(in_child(*state, for_another_process), 0);
}

#define place_test(function) cmocka_unit_test_setup_teardown(function, place_new, place_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        place_test(sockets_are_for_owner_and_group),
        place_test(only_what_was_made_is_removed),
        place_test(a_stale_socket_is_replaced),
        place_test(a_second_master_is_refused),
        place_test(what_orphans_hold_is_taken_over),
        place_test(another_server_keeps_its_socket),
        place_test(a_file_that_is_no_socket_stays),
        place_test(what_is_wrong_is_said),
        place_test(systemd_passes_sockets_by_name),
        place_test(sockets_for_another_process_are_not_taken),
    };
    alarm(60); /* rather than hang */
    return cmocka_run_group_tests_name("sockets", tests, NULL, NULL);
}
