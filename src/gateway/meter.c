/* The metrics of the service, a row each. Labels come from the tables of routes, errors and pools,
 * so there are never more series than these have rows. */
/* SPDX-License-Identifier: MIT */
#include "gateway/meter.h"

#include <stdio.h>

#include "base/board.h"
#include "base/clock.h"
#include "base/metric_text.h"
#include "base/tally.h"
#include "gateway/route.h"

/* ---- what tells the series of a family apart ---- */

/* Of success; the others are those of the table of errors. */
static const int successes[] = {200, 201, 202, 204};
enum { SUCCESSES = sizeof successes / sizeof *successes, STATUSES_MOST = 40, STATUS_TOP = 600 };

static struct {
    const struct conf *conf;
    int statuses[STATUSES_MOST]; /* the last is 0: one that no table has */
    size_t status_count;
    unsigned char place[STATUS_TOP]; /* of a status in statuses */
} self;

static void add_status(int status)
{
    for (size_t i = 0; i < self.status_count; i++) {
        if (self.statuses[i] == status)
            return;
    }
    if (self.status_count < STATUSES_MOST - 1)
        self.statuses[self.status_count++] = status;
}

static void find_statuses(void)
{
    self.status_count = 0;
    for (size_t i = 0; i < SUCCESSES; i++)
        add_status(successes[i]);
    for (int error = E_OK; error < E_COUNT; error++)
        add_status(error_row((enum error)error)->status);
    for (size_t status = 0; status < STATUS_TOP; status++)
        self.place[status] = (unsigned char)self.status_count;
    for (size_t i = 0; i < self.status_count; i++)
        self.place[self.statuses[i]] = (unsigned char)i;
    self.statuses[self.status_count++] = 0;
}

/* The last is of what no route answers: an unknown path, a wrong method, OPTIONS. */
static size_t count_routes(void)
{
    return route_count + 1;
}

static size_t route_place(const struct request *r)
{
    return r->route ? (size_t)(r->route - routes) : route_count;
}

static void label_route(size_t series, struct buf *out)
{
    const struct route *route = series < route_count ? &routes[series] : NULL;
    metric_label(out, "method", route ? route->method : "none");
    metric_label(out, "route", route ? route->pattern : "none");
    metric_label(out, "pool", route ? pools[route->pool].name : "none");
}

static size_t count_answers(void)
{
    return count_routes() * self.status_count;
}

static size_t answer_place(const struct request *r)
{
    bool known = r->reply.status >= 0 && r->reply.status < STATUS_TOP;
    return route_place(r) * self.status_count +
           (known ? self.place[r->reply.status] : self.status_count - 1);
}

static void label_answer(size_t series, struct buf *out)
{
    char status[16] = "none";
    int number = self.statuses[series % self.status_count];
    if (number)
        snprintf(status, sizeof status, "%d", number);
    label_route(series / self.status_count, out);
    metric_label(out, "status", status);
}

static size_t count_pools(void)
{
    return POOLS;
}

static void label_pool(size_t series, struct buf *out)
{
    metric_label(out, "pool", pools[series].name);
}

/* What stands before E_AGAIN in the table is no error. */
static size_t count_errors(void)
{
    return E_COUNT - E_AGAIN;
}

static size_t error_place(enum error error)
{
    return (size_t)error - E_AGAIN;
}

static void label_error(size_t series, struct buf *out)
{
    metric_label(out, "code", error_row((enum error)(series + E_AGAIN))->code);
}

enum { BY_REPLICA, BY_PRIMARY, SERVERS };

static size_t count_servers(void)
{
    return SERVERS;
}

static void label_server(size_t series, struct buf *out)
{
    metric_label(out, "answered", series == BY_REPLICA ? "replica" : "primary");
}

static void label_version(size_t series, struct buf *out)
{
    (void)series;
    metric_label(out, "version", PACKAGE_VERSION);
}

/* ---- what is not counted, but looked at ---- */

static double always_one(size_t series)
{
    (void)series;
    return 1;
}

static double connects(size_t series)
{
    (void)series;
    return (double)board_connections();
}

static double workers_wanted(size_t pool)
{
    return pool_workers(self.conf, (enum pool)pool);
}

static double workers(size_t pool)
{
    return board_crew((int)pool).workers;
}

static double workers_busy(size_t pool)
{
    return board_crew((int)pool).busy;
}

static double oldest_seconds(size_t pool)
{
    int64_t began = board_crew((int)pool).oldest_ms;
    return began ? (double)(clock_ms() - began) / 1000 : 0;
}

/* ---- the table ---- */

enum meter {
    REQUESTS,
    REQUEST_SECONDS,
    REQUEST_DATABASE,
    PROBLEMS,
    POOL_QUEUE,
    POOL_BUSY,
    POOL_DATABASE,
    ORDERS_PLACED,
    ORDERS_REFUSED,
    WORKERS_WANTED,
    WORKERS,
    WORKERS_BUSY,
    OLDEST,
    CONNECTS,
    REPLICA_READS,
    BUILD,
    METERS
};

/* clang-format off */
static const struct tally_family meters[METERS] = {
    [REQUESTS] = {"orderd_http_requests_total", TALLY_COUNTER,
     "Requests that workers answered.", count_answers, label_answer, .sparse = true},
    [REQUEST_SECONDS] = {"orderd_http_request_duration_seconds", TALLY_HISTOGRAM,
     "From a worker taking a request until its answer was written.",
     .series = count_routes, .labels = label_route, .sparse = true},
    [REQUEST_DATABASE] = {"orderd_http_request_database_seconds_total", TALLY_SECONDS,
     "Time that requests waited for the database.", .series = count_routes, .labels = label_route, .sparse = true},
    [PROBLEMS] = {"orderd_http_problems_total", TALLY_COUNTER,
     "Requests that were answered with a problem, by its code.", .series = count_errors, .labels = label_error},
    [POOL_QUEUE] = {"orderd_pool_queue_seconds", TALLY_HISTOGRAM,
     "From nginx taking a request until a worker took it, to the millisecond.",
     .series = count_pools, .labels = label_pool},
    [POOL_BUSY] = {"orderd_pool_busy_seconds_total", TALLY_SECONDS,
     "Time that workers had a request in hand.", .series = count_pools, .labels = label_pool},
    [POOL_DATABASE] = {"orderd_pool_database_seconds", TALLY_HISTOGRAM,
     "Time that a request waited for the database, all its round trips together.",
     .series = count_pools, .labels = label_pool},
    [ORDERS_PLACED] = {"orderd_orders_placed_total", TALLY_COUNTER,
     "Orders that were placed; no drafts.", .series = NULL},
    [ORDERS_REFUSED] = {"orderd_orders_refused_total", TALLY_COUNTER,
     "Orders that were asked for and not placed, by the problem's code.",
     .series = count_errors, .labels = label_error},
    [WORKERS_WANTED] = {"orderd_pool_workers_wanted", TALLY_GAUGE,
     "Workers that the settings ask for.", .series = count_pools, .labels = label_pool, .now = workers_wanted},
    [WORKERS] = {"orderd_pool_workers", TALLY_GAUGE,
     "Workers that run.", .series = count_pools, .labels = label_pool, .now = workers},
    [WORKERS_BUSY] = {"orderd_pool_workers_busy", TALLY_GAUGE,
     "Workers that have a request in hand.", .series = count_pools, .labels = label_pool, .now = workers_busy},
    [OLDEST] = {"orderd_pool_oldest_request_seconds", TALLY_GAUGE,
     "For how long the oldest request in hand has been so; 0 without one.",
     .series = count_pools, .labels = label_pool, .now = oldest_seconds},
    [CONNECTS] = {"orderd_database_connects_total", TALLY_COUNTER,
     "Connections to the database that workers have made.", .now = connects},
    [REPLICA_READS] = {"orderd_replica_reads_total", TALLY_COUNTER,
     "Reads that a standby was asked for, by who answered them in the end.",
     .series = count_servers, .labels = label_server},
    [BUILD] = {"orderd_build_info", TALLY_GAUGE,
     "The version that answers; always 1.", .labels = label_version, .now = always_one},
};
/* clang-format on */

bool meter_join(int fd, const struct conf *conf)
{
    self.conf = conf;
    find_statuses();
    return tally_join(fd, meters, METERS);
}

void meter_request(const struct request *r, int64_t took_ns)
{
    size_t route = route_place(r);
    int64_t database_ns = request_database_ns(r);
    enum pool pool = r->service->pool;
    tally_add(REQUESTS, answer_place(r), 1);
    tally_time(REQUEST_SECONDS, route, took_ns);
    tally_time(REQUEST_DATABASE, route, database_ns);
    if (r->refused)
        tally_add(PROBLEMS, error_place(r->refused), 1);
    if (r->route && r->route->count)
        r->route->count(r);
    if (pool >= POOLS)
        return;
    tally_time(POOL_QUEUE, pool, r->waited_ns);
    tally_time(POOL_BUSY, pool, took_ns);
    tally_time(POOL_DATABASE, pool, database_ns);
}

void meter_order(enum error refused)
{
    if (refused)
        tally_add(ORDERS_REFUSED, error_place(refused), 1);
    else
        tally_add(ORDERS_PLACED, 0, 1);
}

void meter_replica(bool answered)
{
    tally_add(REPLICA_READS, answered ? BY_REPLICA : BY_PRIMARY, 1);
}

void meter_write(struct buf *out)
{
    tally_write(out);
}
