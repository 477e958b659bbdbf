/* A worker over a real socket, with a gateway of this test's own behind it: the path says what it
 * does. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit.h"
#include "api/imports/import.h"
#include "base/log.h"
#include "gateway/answers.h"
#include "gateway/gateway.h"
#include "identity/issuer.h"
#include "identity/shared_keys.h"
#include "server/worker.h"

/* ---- the gateway and the database of this test ---- */

struct db {
    int nothing;
};

static bool database_is_away;

struct db *db_open(const char *conninfo, const char *who, int lock_ms, db_check *check)
{
    (void)conninfo, (void)who, (void)lock_ms, (void)check;
    return calloc(1, sizeof(struct db));
}

struct db *db_open_spare(const char *conninfo, const char *who, int lock_ms, db_check *check)
{
    return db_open(conninfo, who, lock_ms, check);
}

void db_close(struct db *db)
{
    free(db);
}

bool db_ready(struct db *db)
{
    (void)db;
    return !database_is_away;
}

int64_t db_connected_ms(const struct db *db)
{
    (void)db;
    return 0;
}

bool import_resume(struct db *db)
{
    (void)db;
    return false;
}

bool db_may_have_written(const struct db *db)
{
    (void)db;
    return false;
}

int64_t request_database_ns(const struct request *r)
{
    (void)r;
    return 0;
}

bool answers_fit(struct db *db, char *why, size_t size)
{
    (void)db, (void)why, (void)size;
    return true;
}

struct keys *keys_open(const char *folder, char *why, size_t size)
{
    static char keys;
    (void)folder, (void)why, (void)size;
    return (struct keys *)(void *)&keys;
}

void keys_close(struct keys *keys)
{
    (void)keys;
}

bool shared_keys_follow(struct keys *keys, struct db *db)
{
    (void)keys, (void)db;
    return false;
}

struct token_cache *token_cache_new(void)
{
    return NULL;
}

void token_cache_free(struct token_cache *cache)
{
    (void)cache;
}

struct issuer *issuer_new(const struct conf *conf)
{
    (void)conf;
    return NULL;
}

void issuer_free(struct issuer *issuer)
{
    (void)issuer;
}

const char *request_param(const struct request *r, const char *name)
{
    size_t length = strlen(name);
    for (char **param = r->params; *param; param++) {
        if (strncmp(*param, name, length) == 0 && (*param)[length] == '=')
            return *param + length + 1;
    }
    return NULL;
}

struct request *request_new(struct service *service, struct arena *arena, char **params)
{
    struct request *r = arena_alloc(arena, sizeof *r);
    *r = (struct request){.service = service, .arena = arena, .params = params};
    r->method = "GET";
    r->path = request_param(r, "ROUTE_PATH");
    r->body_complete = true;
    return r;
}

void gateway_serve(struct request *r)
{
    if (strcmp(r->path, "/exhausts") == 0) {
        for (;;)
            memset(arena_alloc(r->arena, 1 << 20), 1, 1 << 20);
    }
    if (strcmp(r->path, "/takes-10-ms") == 0)
        poll(NULL, 0, 10);
    if (strcmp(r->path, "/takes-300-ms") == 0)
        poll(NULL, 0, 300);
    r->reply.status = 200;
}

void reply_print(const struct request *r, struct buf *out)
{
    buf_printf(out, "Status: %d\r\n\r\n%zu %s %s", r->reply.status, r->body_length,
               r->body_complete ? "complete" : "incomplete",
               r->body_too_large ? "too large" : "fits");
}

/* ---- a FastCGI client ---- */

enum { BEGIN = 1, END = 3, PARAMS = 4, INPUT = 5, OUTPUT = 6, RECORD_MOST = 65535, KEEP = 1 };

static bool send_record(int fd, int type, const void *data, size_t length)
{
    const unsigned char header[8] = {1, (unsigned char)type,          0,
                                     1, (unsigned char)(length >> 8), (unsigned char)length};
    return write(fd, header, sizeof header) == sizeof header &&
           (length == 0 || write(fd, data, length) == (ssize_t)length);
}

static size_t put_param(char *at, const char *name, const char *value)
{
    at[0] = (char)strlen(name);
    at[1] = (char)strlen(value);
    return 2 + (size_t)sprintf(at + 2, "%s%s", name, value);
}

struct place {
    char directory[64];
    int listener;
    pid_t worker;
    int ready_fd;
};

static int connect_to(const struct place *p)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/sock", p->directory);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

/* A request whose body is `sent` bytes long, and said to be `declared`. */
static int ask(const struct place *p, const char *path, size_t declared, size_t sent, int flags)
{
    static const char zeros[RECORD_MOST];
    char params[300], number[24];
    size_t length = put_param(params, "ROUTE_PATH", path);
    snprintf(number, sizeof number, "%zu", declared);
    length += put_param(params + length, "CONTENT_LENGTH", number);
    length += put_param(params + length, "REQUEST_ID", "request-1");
    int fd = connect_to(p);
    const char begin[8] = {0, 1, (char)flags};
    bool ok = send_record(fd, BEGIN, begin, sizeof begin) &&
              send_record(fd, PARAMS, params, length) && send_record(fd, PARAMS, NULL, 0);
    for (size_t rest = sent; ok && rest > 0;) {
        size_t piece = rest < RECORD_MOST ? rest : RECORD_MOST;
        ok = send_record(fd, INPUT, zeros, piece);
        rest -= piece;
    }
    assert_true(ok && send_record(fd, INPUT, NULL, 0));
    return fd;
}

static bool read_all(int fd, void *data, size_t length)
{
    char *at = data;
    for (ssize_t got; length > 0; at += got, length -= (size_t)got) {
        if ((got = read(fd, at, length)) <= 0)
            return false;
    }
    return true;
}

/* The whole answer; "" when there is none. Closes fd. */
static const char *answer(int fd)
{
    static char text[2000];
    size_t length = 0;
    unsigned char header[8];
    char data[RECORD_MOST + 256];
    bool ended = false;
    while (!ended && read_all(fd, header, sizeof header)) {
        size_t size = (size_t)(header[4] << 8 | header[5]);
        if (!read_all(fd, data, size + header[6]))
            break;
        ended = header[1] == END;
        if (header[1] == OUTPUT && length + size < sizeof text) {
            memcpy(text + length, data, size);
            length += size;
        }
    }
    close(fd);
    text[ended ? length : 0] = '\0';
    return text;
}

/* ---- the worker, a process of its own ---- */

static void start(struct place *p, bool replaces, rlim_t memory)
{
    int ready[2];
    sigset_t term, usual;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    assert_int_equal(pipe(ready), 0);
    sigprocmask(SIG_BLOCK, &term, &usual); /* as in the master, so that none comes too early */
    p->worker = fork();
    if (p->worker == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        static const struct conf conf = {.database = "", .replica_database = "", .keys_dir = ""};
        const struct rlimit most = {memory, memory};
        dup2(p->listener, STDIN_FILENO);
        /* The clients' ends are not the worker's, or it would wait for itself to hang up. */
        for (int fd = STDERR_FILENO + 1; fd < 1024; fd++) {
            if (fd != ready[1])
                close(fd);
        }
        if (memory)
            setrlimit(RLIMIT_AS, &most);
        exit(worker_run(&conf, POOL_API, (struct worker_start){ready[1], replaces, -1, -1, -1}));
    }
    sigprocmask(SIG_SETMASK, &usual, NULL);
    close(ready[1]);
    p->ready_fd = ready[0];
}

static bool gets_ready(const struct place *p)
{
    char byte;
    return read(p->ready_fd, &byte, 1) == 1;
}

static int end_of(struct place *p)
{
    int status = -1;
    assert_int_equal(waitpid(p->worker, &status, 0), p->worker);
    p->worker = 0;
    close(p->ready_fd);
    return status;
}

static int begin(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    log_setup(LOG_ERROR, "test");
    database_is_away = false;
    strcpy(p->directory, "/tmp/orderd-worker-XXXXXX");
    assert_non_null(mkdtemp(p->directory));
    snprintf(address.sun_path, sizeof address.sun_path, "%s/sock", p->directory);
    p->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(p->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(p->listener, 1024), 0);
    *state = p;
    return 0;
}

static int finish(void **state)
{
    struct place *p = *state;
    char path[100];
    if (p->worker) {
        kill(p->worker, SIGKILL);
        end_of(p);
    }
    snprintf(path, sizeof path, "%s/sock", p->directory);
    unlink(path);
    rmdir(p->directory);
    close(p->listener);
    free(p);
    return 0;
}

/* ---- the tests ---- */

static void bodies_are_read_up_to_the_limit(void **state)
{
    struct place *p = *state;
    start(p, false, 0);
    assert_true(gets_ready(p));
    assert_string_equal(answer(ask(p, "/", 0, 0, 0)), "Status: 200\r\n\r\n0 complete fits");
    assert_string_equal(answer(ask(p, "/", 9, 9, 0)), "Status: 200\r\n\r\n9 complete fits");
    assert_string_equal(answer(ask(p, "/", 9, 3, 0)), "Status: 200\r\n\r\n3 incomplete fits");
    assert_string_equal(answer(ask(p, "/", BODY_LIMIT, BODY_LIMIT, 0)),
                        "Status: 200\r\n\r\n1048576 complete fits");
}

static void a_body_over_the_limit_is_still_answered(void **state)
{
    struct place *p = *state;
    start(p, false, 0);
    assert_true(gets_ready(p));
    /* No more than the socket takes, since this client writes before it reads. */
    assert_non_null(strstr(answer(ask(p, "/", BODY_LIMIT + 1, 60000, 0)), "too large"));
}

static void a_connection_is_for_one_request(void **state)
{
    struct place *p = *state;
    start(p, false, 0);
    assert_true(gets_ready(p));
    int fd = ask(p, "/", 0, 0, KEEP), other = dup(fd);
    assert_non_null(strstr(answer(fd), "200"));
    char byte;
    assert_int_equal(read(other, &byte, 1), 0);
    close(other);
    assert_non_null(strstr(answer(ask(p, "/", 0, 0, 0)), "200"));
}

static void clients_that_go_away_do_no_harm(void **state)
{
    struct place *p = *state;
    start(p, false, 0);
    assert_true(gets_ready(p));
    for (int i = 0; i < 5; i++) {
        close(connect_to(p));
        close(ask(p, "/takes-10-ms", 0, 0, 0));
    }
    assert_non_null(strstr(answer(ask(p, "/", 0, 0, 0)), "200"));
}

static void the_request_in_hand_is_finished(void **state)
{
    struct place *p = *state;
    start(p, false, 0);
    assert_true(gets_ready(p));
    int fd = ask(p, "/takes-300-ms", 0, 0, 0);
    poll(NULL, 0, 100);
    kill(p->worker, SIGTERM);
    assert_non_null(strstr(answer(fd), "200"));
    assert_int_equal(end_of(p), 0);
}

/* With requests always queued, it is still told to stop; what is queued stays for the others. */
static void a_busy_worker_hears_that_it_is_to_stop(void **state)
{
    enum { QUEUED = 200 };
    struct place *p = *state;
    int fds[QUEUED], answered = 0;
    start(p, false, 0);
    assert_true(gets_ready(p));
    for (int i = 0; i < QUEUED; i++)
        fds[i] = ask(p, "/takes-10-ms", 0, 0, 0);
    kill(p->worker, SIGTERM);
    while (answered < QUEUED && waitpid(p->worker, NULL, WNOHANG) == 0) {
        struct pollfd next = {.fd = fds[answered], .events = POLLIN};
        if (poll(&next, 1, 50) == 1)
            answer(fds[answered++]);
    }
    p->worker = 0;
    close(p->ready_fd);
    assert_in_range(answered, 0, QUEUED / 2);

    start(p, false, 0);
    assert_true(gets_ready(p));
    for (; answered < QUEUED; answered++)
        assert_non_null(strstr(answer(fds[answered]), "200"));
}

#ifndef __SANITIZE_ADDRESS__ /* whose shadow does not fit into so little; the plain build has it   \
                              */
static void memory_that_runs_out_is_a_503_and_the_end(void **state)
{
    struct place *p = *state;
    start(p, false, 256UL << 20);
    assert_true(gets_ready(p));
    const char *text = answer(ask(p, "/exhausts", 0, 0, 0));
    assert_non_null(strstr(text, "Status: 503\r\n"));
    assert_non_null(strstr(text, "\"request_id\":\"request-1\"}"));
    assert_null(strstr(text + 1, "Status:"));
    assert_int_equal(WEXITSTATUS(end_of(p)), 70);
}
#endif

static void without_the_database_only_a_first_worker_begins(void **state)
{
    struct place *p = *state;
    log_setup(LOG_ERROR, "test");
    database_is_away = true;
    start(p, false, 0);
    assert_true(gets_ready(p));
    assert_non_null(strstr(answer(ask(p, "/", 0, 0, 0)), "200"));
    kill(p->worker, SIGTERM);
    assert_int_equal(end_of(p), 0);

    start(p, true, 0);
    kill(p->worker, SIGTERM); /* or it would try for five seconds */
    assert_false(gets_ready(p));
    assert_int_equal(WEXITSTATUS(end_of(p)), 69);
}

static void descriptor_0_must_listen(void **state)
{
    struct place *p = *state;
    close(p->listener);
    p->listener = open("/dev/null", O_RDWR);
    start(p, false, 0);
    assert_false(gets_ready(p));
    assert_int_equal(WEXITSTATUS(end_of(p)), EXIT_FAILURE);
}

#define worker_test(function) cmocka_unit_test_setup_teardown(function, begin, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        worker_test(bodies_are_read_up_to_the_limit),
        worker_test(a_body_over_the_limit_is_still_answered),
        worker_test(a_connection_is_for_one_request),
        worker_test(clients_that_go_away_do_no_harm),
        worker_test(the_request_in_hand_is_finished),
        worker_test(a_busy_worker_hears_that_it_is_to_stop),
#ifndef __SANITIZE_ADDRESS__
        worker_test(memory_that_runs_out_is_a_503_and_the_end),
#endif
        worker_test(without_the_database_only_a_first_worker_begins),
        worker_test(descriptor_0_must_listen),
    };
    alarm(60); /* rather than hang */
    return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
