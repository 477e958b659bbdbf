/* The loop around libfcgi. Signals are always blocked, since libfcgi takes EINTR for a peer that
 * died, and read from a descriptor: epoll_pwait would not deliver one while requests queue. */
/* SPDX-License-Identifier: MIT */
#include "server/worker.h"

#include <fcgiapp.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "api/imports/import.h"
#include "base/board.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "gateway/answers.h"
#include "gateway/gateway.h"
#include "gateway/meter.h"
#include "identity/issuer.h"
#include "identity/shared_keys.h"

/* How long a request waits for what another holds; it is answered 503 then. A little longer than
 * PostgreSQL's deadlock_timeout of a second: two that wait for each other are told apart first. */
enum { LOCK_MS = 1500 };

enum { LISTEN_FD = 0, FIRST_BLOCK = 64 * 1024, IDLE_MS = 1000 };

/* How often, 100 ms apart, one that replaces another asks for the database. */
enum { DATABASE_LOOKS = 50, DATABASE_PAUSE_MS = 100 };

/* What glibc gives back at once; left to itself it raises this to 32 MiB. */
enum { MAPPED_FROM = 256 * 1024 };

/* As in sysexits.h. */
enum { EXIT_NO_DATABASE = 69, EXIT_NO_MEMORY = 70 };

static FCGX_Request *answering; /* for the reply when memory runs out; NULL once one is written */
static const struct db *asking; /* the database that is asked for it, or NULL */

/* The same as reply_problem prints, without taking memory. */
static void put_problem(FCGX_Stream *out, const struct error_row *row, const char *id)
{
    const char *const parts[] = {
        "Status: 503\r\nRetry-After: 2\r\nCache-Control: no-store\r\n"
        "Content-Type: application/problem+json\r\n\r\n"
        "{\"type\":\"about:blank\",\"title\":\"",
        row->title,
        "\",\"status\":503,\"detail\":\"",
        row->detail,
        "\",\"code\":\"",
        row->code,
        "\",\"request_id\":\"",
        id ? id : "",
        "\"}",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        FCGX_PutS(parts[i], out);
}

/* The request is answered, and the master starts a worker with fresh memory. */
static void out_of_memory(void)
{
    if (answering) {
        enum error error = db_may_have_written(asking) ? E_OUTCOME_UNKNOWN : E_OUT_OF_MEMORY;
        put_problem(answering->out, error_row(error), FCGX_GetParam("REQUEST_ID", answering->envp));
        answering->keepConnection = 0;
        FCGX_Finish_r(answering);
    }
    _exit(EXIT_NO_MEMORY);
}

/* A descriptor that can be read once SIGTERM or SIGINT has come. */
static int open_signals(void)
{
    sigset_t all, stops;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    return signalfd(-1, &stops, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool is_told_to_stop(int signals, int timeout_ms)
{
    struct pollfd ready = {.fd = signals, .events = POLLIN};
    return poll(&ready, 1, timeout_ms) > 0;
}

/* EPOLLEXCLUSIVE: a request wakes one idle worker, not all of them. Non-blocking, since another
 * may be quicker. */
static int watch(int signals)
{
    struct epoll_event request = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = LISTEN_FD};
    struct epoll_event stop = {.events = EPOLLIN, .data.fd = signals};
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, LISTEN_FD, &request) != 0 ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, signals, &stop) != 0 ||
        fcntl(LISTEN_FD, F_SETFL, O_NONBLOCK) != 0)
        return -1;
    return epoll;
}

/* One request's connection to nginx. */
struct wire {
    struct ends ends;
    FCGX_Request *fcgi;
    const struct request *request;
};

/* A stream may take as long as it gets on; nginx waits as long for its next bytes. */
enum { STREAM_RESTS_MS = 600000, FINISH_MS = 10000 };

static void gets_on(const struct wire *wire)
{
    if (wire->request->route && wire->request->route->stream)
        board_extend(clock_ms() + STREAM_RESTS_MS);
}

static size_t wire_read(struct ends *ends, char *bytes, size_t size)
{
    const struct wire *wire = (const struct wire *)ends;
    gets_on(wire);
    return (size_t)FCGX_GetStr(bytes, (int)size, wire->fcgi->in);
}

static bool wire_write(struct ends *ends, const char *bytes, size_t length)
{
    const struct wire *wire = (const struct wire *)ends;
    answering = NULL;
    gets_on(wire);
    return FCGX_PutStr(bytes, (int)length, wire->fcgi->out) == (int)length;
}

/* nginx hangs up when it has waited for too long, or its client has. */
static bool wire_is_there(struct ends *ends)
{
    const struct wire *wire = (const struct wire *)ends;
    struct pollfd peer = {.fd = wire->fcgi->ipcFd, .events = POLLRDHUP};
    return poll(&peer, 1, 0) == 0;
}

_Static_assert((int)E_COUNT <= (int)BOARD_KINDS, "each error is a kind of line");

/* nginx logs every request; here only those that the operator must hear of. While something is away
 * they fail by the thousand alike: one a second is told, and how many others there were. A fault of
 * our own is always told. */
static void log_failure(const struct request *r, int64_t began_ns)
{
    char status[16], ms[24], others[16];
    unsigned count = 0;
    if (r->reply.status < 500 ||
        (r->reply.status > 500 && !board_tell((int)r->refused, clock_ms(), &count)))
        return;
    snprintf(status, sizeof status, "%d", r->reply.status);
    snprintf(ms, sizeof ms, "%lld", (long long)(clock_ns() - began_ns) / 1000000);
    snprintf(others, sizeof others, "%u", count);
    log_event(LOG_ERROR, "request failed", "method", r->method, "path", r->path, "status", status,
              "code", error_row(r->refused)->code, "ms", ms, "others", others, NULL);
}

/* What nobody told, since the failures ended. */
static void log_untold(void)
{
    char others[16];
    unsigned count;
    for (int error = 0; error < E_COUNT; error++) {
        if (!board_untold(error, clock_ms(), &count))
            continue;
        snprintf(others, sizeof others, "%u", count);
        log_event(LOG_ERROR, "requests failed", "code", error_row((enum error)error)->code,
                  "others", others, NULL);
    }
}

/* Ends a request. A reply that broke off gets no END_REQUEST: nginx sees the connection close and
 * breaks off, too. */
static void finish(const struct wire *wire, bool broken)
{
    FCGX_Request *fcgi = wire->fcgi;
    board_extend(clock_ms() + FINISH_MS); /* a body that nobody reads may never come */
    if (broken) {
        FCGX_Free(fcgi, 1);
        return;
    }
    /* One request a connection, also when the client would keep it: the next one is waited for on
     * the listener. */
    fcgi->keepConnection = 0;
    /* When nothing is left to read, close at once: libfcgi would wait until nginx has closed. With
     * something left, also the end's own record, nginx would find the connection reset. */
    if (FCGX_GetChar(fcgi->in) == EOF)
        FCGX_Detach(fcgi);
    else
        FCGX_Attach(fcgi);
    FCGX_Finish_r(fcgi);
}

static void serve(struct service *service, struct arena *arena, FCGX_Request *fcgi)
{
    int64_t began_ns = clock_ns();
    struct request *r = request_new(service, arena, fcgi->envp);
    struct wire wire = {{wire_read, wire_write, wire_is_there}, fcgi, r};
    answering = fcgi;
    asking = service->db;
    r->ends = &wire.ends;
    log_request_id(r->id);
    request_take_body(r);
    gateway_serve(r);
    board_who(0); /* who reads the reply may ask another worker at once */

    if (!r->begun) {
        struct buf out = buf_new(arena);
        reply_print(r, &out);
        log_failure(r, began_ns);
        wire_write(&wire.ends, out.data, out.length);
    }
    meter_request(r, clock_ns() - began_ns);
    if (r->broken)
        log_event(LOG_WARN, "reply broke off", "path", r->path, NULL);
    finish(&wire, r->broken);
    log_request_id(NULL);
    arena_reset(arena);
}

static bool open_service(struct service *service, const struct conf *conf, enum pool pool)
{
    static char who[32];
    char why[300];
    snprintf(who, sizeof who, "orderd-%s", pools[pool].name);
    *service = (struct service){.conf = conf, .pool = pool};
    service->keys = keys_open(conf->keys_dir, why, sizeof why);
    if (!service->keys) {
        log_event(LOG_ERROR, "keys can't be read", "why", why, NULL);
        return false;
    }
    service->tokens = token_cache_new();
    service->issuer = issuer_new(conf);
    service->db = db_open(conf->database, who, LOCK_MS, answers_fit);
    if (*conf->replica_database && pools[pool].has_database)
        service->replica = db_open_spare(conf->replica_database, who, LOCK_MS, answers_fit);
    return true;
}

static void close_service(struct service *service)
{
    db_close(service->db);
    if (service->replica)
        db_close(service->replica);
    issuer_free(service->issuer);
    token_cache_free(service->tokens);
    keys_close(service->keys);
}

/* Between requests, so that none waits for it. */
static void follow_keys(struct service *service)
{
    if (db_connected_ms(service->db))
        shared_keys_follow(service->keys, service->db);
}

/* Also for a pool that needs none. */
static bool has_database(struct service *service)
{
    bool there = !pools[service->pool].has_database || db_ready(service->db);
    follow_keys(service);
    return there;
}

/* True when it may begin to accept. The only worker of its slot answers 503 while the database is
 * away; one that replaces another leaves the requests to that one, which may do better. */
static bool may_begin(struct service *service, bool replaces, int signals)
{
    bool ready = has_database(service);
    for (int look = 0; replaces && !ready && look < DATABASE_LOOKS; look++) {
        if (is_told_to_stop(signals, DATABASE_PAUSE_MS))
            break;
        ready = has_database(service);
    }
    if (!ready)
        log_event(LOG_WARN, "no database at the start", "so",
                  replaces ? "the worker to be replaced stays" : "requests are answered 503", NULL);
    return ready || !replaces;
}

static void tell_ready(int fd)
{
    if (fd < 0)
        return;
    if (write(fd, "r", 1) != 1)
        log_event(LOG_WARN, "the master does not listen", NULL);
    close(fd);
}

/* Between requests, too, and not at the start, which it would hold up. */
static void look_for_replica(struct service *service)
{
    if (service->replica && !db_ready(service->replica))
        log_event(LOG_DEBUG, "replica away", NULL);
}

/* While idle: looks after a database that went away, and finishes what an import left behind whose
 * process ended. True when there is more to do. */
static bool look_around(struct service *service)
{
    bool there = has_database(service);
    if (!there)
        log_event(LOG_DEBUG, "database still away", NULL);
    look_for_replica(service);
    return there && service->pool == POOL_SLOW && import_resume(service->db);
}

/* Waits for a request. False when told to stop. */
static bool wait_for_request(struct service *service, int epoll)
{
    struct epoll_event events[2];
    int count = epoll_wait(epoll, events, 2, IDLE_MS);
    if (count == 0)
        log_untold();
    for (bool more = count == 0; more && count == 0;) {
        more = look_around(service);
        count = epoll_wait(epoll, events, 2, 0);
    }
    for (int i = 0; i < count; i++) {
        if (events[i].data.fd != LISTEN_FD)
            return false;
    }
    return true;
}

/* Also when told to stop it looks once more: the listener may have woken it and nobody else. */
static void serve_all(struct service *service, FCGX_Request *fcgi, int epoll)
{
    struct arena *arena = arena_new(FIRST_BLOCK);
    arena_on_exhausted(out_of_memory);
    for (bool going = true; going;) {
        going = wait_for_request(service, epoll);
        /* Accepting reads the request's head, and may hang already. */
        board_begin(clock_ms() + service->conf->request_seconds * 1000LL);
        if (FCGX_Accept_r(fcgi) == 0)
            serve(service, arena, fcgi);
        board_end();
        follow_keys(service);
        look_for_replica(service);
    }
    arena_free(arena);
}

int worker_run(const struct conf *conf, enum pool pool, struct worker_start start)
{
    struct service service;
    FCGX_Request fcgi;
    int status = EXIT_NO_DATABASE;

    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, MAPPED_FROM);
    int signals = open_signals(), epoll = watch(signals);
    if (epoll < 0 || FCGX_Init() != 0 || FCGX_InitRequest(&fcgi, LISTEN_FD, 0) != 0) {
        log_event(LOG_ERROR, "descriptor 0 is not a listening socket", NULL);
        return EXIT_FAILURE;
    }
    if (start.board_fd >= 0 && !board_join(start.board_fd, start.seat))
        log_event(LOG_WARN, "no scoreboard", "why", "the master's is of another version", NULL);
    if (start.tally_fd >= 0 && !meter_join(start.tally_fd, conf))
        log_event(LOG_WARN, "nothing is counted", "why", "no seat in the master's tally", NULL);
    if (!open_service(&service, conf, pool))
        return EXIT_FAILURE;
    if (may_begin(&service, start.replaces, signals)) {
        board_open((int)pool, clock_ms());
        tell_ready(start.ready_fd);
        serve_all(&service, &fcgi, epoll);
        status = EXIT_SUCCESS;
    }
    close_service(&service);
    close(epoll);
    close(signals);
    return status;
}
