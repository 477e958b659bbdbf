/* What a route is: a row of a noun's table, and how a request finds its row among all. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_ROUTE_H
#define ORDERD_GATEWAY_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "db/statement.h"
#include "gateway/list.h"
#include "gateway/request.h"
#include "identity/role.h"
#include "setting/errors.h"
#include "setting/pools.h"
#include "json/schema.h"

/* Looks at the request's facts and input; names the statements to write in r->plan, or answers
 * an error. It does no I/O and may run again when the facts changed under it. */
typedef enum error handler(struct request *r);

/* A handler for what does not fit into memory: reads the body, if its row names no schema of one
 * (request_read), and may write the reply (reply_begin, request_write) in pieces, with I/O of its
 * own. It runs once, after every stage that can refuse. An error before reply_begin is an answer;
 * one after it breaks the connection off, so that nobody takes half a reply for a whole one. */
typedef enum error streamer(struct request *r);

/* Counts what a request did or was refused beside what is counted of every request
 * (gateway/meter.h), once that is final. */
typedef void counter(const struct request *r);

enum route_flags {
    R_PUBLIC_CACHE = 1, /* the anonymous answer may be kept for a second by nginx */
    R_CREATES = 2,      /* makes a thing: takes Idempotency-Key, answers 201 */
    R_NO_TOKEN = 4,     /* an Authorization header is not looked at */
    R_NO_DB = 8,        /* answers without the database */
    R_BODY_OPTIONAL = 16,
    R_NO_CONTENT = 32,  /* success has no body */
    R_SESSION = 64,     /* an API key is refused */
    R_ENTRIES = 128,    /* its Idempotency-Key is for each entry by itself */
    R_OWN = 256,        /* the asker's account alone: also without the factor that is demanded */
    R_HASHES = 512,     /* a password, which is dear: see gateway/admission.h */
    R_PRIVATE = 1024,   /* for the operator's own listener alone (nginx/local/metrics.conf) */
    R_CONFLICTS = 2048, /* may be a 409 although it changes nothing */
    R_RELAYED = 4096, /* says who may: nginx asks, and has the relay answer what the route gives */
    R_REPLICA = 8192, /* only reads, and much: a standby may answer it, see gateway/replica.h */
};

struct route {
    const char *method;  /* or several: "PATCH PUT"; one, once they are opened */
    const char *pattern; /* without the prefix /api/v1; what a {parameter} may be is in route.c */
    const char *also;    /* the same again behind this: "/inventory"; or NULL */
    enum role role;      /* the least that may call it */
    enum pool pool;
    unsigned flags;
    const char *limit;           /* nginx zone that counts it, or NULL */
    const struct schema *query;  /* NULL: takes no query parameters */
    const struct schema *body;   /* NULL: takes no body */
    const struct schema *answer; /* of success; also checked against the last statement */
    const struct list *list;     /* answers a page of rows */
    struct {
        enum parameter name;
        const char *text;
    } set;                           /* a fixed value */
    handler *prepare;                /* sets values that the facts bind, before they are read */
    enum query facts[REQUEST_FACTS]; /* read in the first round trip; no row of a :one is a 404 */
    handler *handler;
    streamer *stream;    /* instead of handler and write */
    const char *takes;   /* media type of a streamed body; NULL: application/json */
    const char *gives;   /* media type of a streamed reply; NULL: application/json */
    size_t body_most;    /* bytes of a streamed body */
    handler *after;      /* runs once the write is committed, see request.h; also for a replay */
    unsigned plans;      /* statements that `handler` or `after` adds to the plan, at most */
    enum query write[3]; /* written when the handler agrees (or there is none) */
    enum query show;     /* what is answered after the write, by a replay, and as `current` */
    counter *count;      /* or NULL */
    int status;          /* of success; 0: 200 */
    const char *tag;     /* group in the document */
    const char *summary;
};

/* The query of a route that may be tried: see request_is_dry. */
extern const struct schema dry_run_query;

/* All routes, one a method and path, sorted by these. '{' comes after whatever a path is made of,
 * so that a literal stands before a {parameter} in its place. */
extern const struct route *routes;
extern size_t route_count;

/* Fills them from tables that end with a row without a method; the list of tables ends with NULL.
 * Called once, before anything looks at them; again, it fills them anew. */
void routes_open(const struct route *const tables[]);

/* The row for a method and path, its {parameters} put into r->values. HEAD finds GET. NULL, with
 * the methods that the path does have in *allow (NULL: no such path). */
const struct route *route_find(struct request *r, const char **allow);

#endif
