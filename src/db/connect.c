/* Of several hosts each is asked by itself, so that the one that worked is known, and what a dead
 * one costs is paid once: not by every worker, nor by the next try of one whose time it took. */
/* SPDX-License-Identifier: MIT */
#include "db/connect.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/board.h"
#include "base/clock.h"

enum { PARAMETERS = 20 };

struct parameters {
    const char *keys[PARAMETERS + 1];
    const char *texts[PARAMETERS + 1];
    size_t count;
};

static void set(struct parameters *parameters, const char *key, const char *text)
{
    if (!text)
        return;
    if (parameters->count == PARAMETERS)
        abort();
    parameters->keys[parameters->count] = key;
    parameters->texts[parameters->count++] = text;
}

/* One of the hosts that the settings name; NULLs leave it to libpq. */
struct host {
    char *name, *address, *port;
};

/* What stands before the connection string yields to it, what stands behind it does not. */
static PGconn *open_one(const struct connect_how *how, const struct host *host)
{
    struct parameters p = {.count = 0};
    char options[300], who[64];
    snprintf(who, sizeof who, "%s " PACKAGE_VERSION, how->who);
    snprintf(options, sizeof options,
             "-c search_path=orderd -c timezone=UTC -c jit=off -c random_page_cost=1.1 "
             "-c statement_timeout=%s -c lock_timeout=%dms -c client_connection_check_interval=2s "
             "-c client_min_messages=warning",
             how->patient ? "10min" : "20s", how->lock_ms);
    set(&p, "connect_timeout", "3");
    set(&p, "tcp_user_timeout", "5000");
    set(&p, "keepalives_idle", "5");
    set(&p, "keepalives_interval", "2");
    set(&p, "keepalives_count", "3");
    set(&p, "target_session_attrs", how->spare ? "standby" : NULL);
    set(&p, "dbname", how->conninfo);
    if (host) {
        set(&p, "host", host->name);
        set(&p, "hostaddr", host->address);
        set(&p, "port", host->port);
        set(&p, "target_session_attrs", "read-write");
    }
    set(&p, "application_name", who);
    set(&p, "options", options);
    set(&p, "client_encoding", "UTF8");
    PGconn *conn = PQconnectdbParams(p.keys, p.texts, 1);
    PQsetnonblocking(conn, 1);
    return conn;
}

static const char *option(const PQconninfoOption *options, const char *key)
{
    while (options && options->keyword && strcmp(options->keyword, key) != 0)
        options++;
    return options && options->keyword ? options->val : NULL;
}

static int parts(const char *list)
{
    int count = list ? 1 : 0;
    for (; list && *list; list++)
        count += *list == ',';
    return count;
}

/* The index-th part of a list with commas, to be freed; a list of one is for all. */
static char *part(const char *list, int index)
{
    if (!list)
        return NULL;
    for (int i = 0; i < index && parts(list) > 1; i++)
        list = strchr(list, ',') + 1;
    return strndup(list, strcspn(list, ","));
}

/* How many hosts are to be told apart here: who sets target_session_attrs leaves it to libpq. */
static int hosts_named(const PQconninfoOption *options)
{
    int names = parts(option(options, "host")), addresses = parts(option(options, "hostaddr"));
    int ports = parts(option(options, "port")), hosts = names > addresses ? names : addresses;
    bool sound = (names == 0 || names == hosts) && (addresses == 0 || addresses == hosts) &&
                 (ports < 2 || ports == hosts);
    return sound && hosts > 1 && !option(options, "target_session_attrs") ? hosts : 1;
}

static PGconn *open_host(const struct connect_how *how, const PQconninfoOption *options, int index)
{
    struct host host = {.name = part(option(options, "host"), index),
                        .address = part(option(options, "hostaddr"), index),
                        .port = part(option(options, "port"), index)};
    PGconn *conn = open_one(how, &host);
    free(host.name);
    free(host.address);
    free(host.port);
    return conn;
}

PGconn *connect_open(const struct connect_how *how, int64_t deadline_ms)
{
    if (how->spare)
        return open_one(how, NULL);
    PQconninfoOption *options = PQconninfoParse(how->conninfo, NULL);
    int hosts = hosts_named(options), first = board_host();
    PGconn *conn = NULL;
    for (int n = 0; n < hosts && (n == 0 || clock_ms() < deadline_ms); n++) {
        int index = (first + n) % hosts;
        PQfinish(conn);
        conn = hosts > 1 ? open_host(how, options, index) : open_one(how, NULL);
        bool works = PQstatus(conn) == CONNECTION_OK;
        board_ask_first(works ? index : (index + 1) % hosts);
        if (works)
            break;
    }
    PQconninfoFree(options);
    return conn;
}
