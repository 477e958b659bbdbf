/* One request and what grows from it on its one way through the gateway. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_REQUEST_H
#define ORDERD_GATEWAY_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/values.h"
#include "db/db.h"
#include "identity/keys.h"
#include "identity/role.h"
#include "identity/token.h"
#include "setting/conf.h"
#include "setting/errors.h"
#include "setting/pools.h"
#include "json/schema.h"

struct issuer;
struct route;

/* What outlives requests: one of each a worker. */
struct service {
    const struct conf *conf;
    struct db *db;
    struct db *replica; /* a standby that may answer reads; or NULL */
    struct keys *keys;
    struct token_cache *tokens;
    struct issuer *issuer; /* an outside one that is trusted, or NULL */
    enum pool pool;        /* the pool this worker serves */
};

/* The answer, written by reply.c once everything is decided. */
struct reply {
    int status;
    struct buf headers; /* "Name: value\r\n" each */
    struct buf body;
    const char *type; /* of the body */
    const char *etag; /* without quotes; or NULL */
};

enum { REQUEST_FACTS = 4 };

/* The connection, for routes that stream. */
struct ends {
    size_t (*read)(struct ends *ends, char *bytes, size_t size); /* fewer than size: the end */
    bool (*write)(struct ends *ends, const char *bytes, size_t length); /* false: nobody listens */
    bool (*is_there)(struct ends *ends); /* false: who asked has hung up */
};

struct request {
    struct service *service;
    struct arena *arena;

    /* As it came: the CGI parameters that matter, by reference; they outlive the request. */
    const char *method;
    const char *path; /* canonical and decoded, without /api/v1 */
    const char *query;
    const char *content_type;
    const char *address;
    const char *id;
    const char *key; /* the Idempotency-Key, once it is found good; or NULL */
    char **params;   /* all CGI parameters, for headers */
    const char *body;
    size_t body_length;      /* of `body` */
    size_t body_size;        /* as Content-Length says */
    size_t body_read;        /* how far request_read has come */
    bool body_complete;      /* as long as Content-Length says, and within the limit */
    bool body_too_large;     /* to be held in memory: `body` is empty */
    struct ends *ends;       /* NULL: a request within another */
    int64_t spent_before_ns; /* db_spent_ns of both when it began */
    int64_t waited_ns;       /* from nginx to here; 0 where that can't be told */
    int64_t deadline_ms;     /* until when (clock_ms) it is to be answered; 0: none */

    /* What the stages of the gateway found. */
    const struct route *route;
    const char *allow;       /* the path's methods, when the request's is none of them */
    struct values values;    /* everything known, by name: what statements bind */
    struct json *input;      /* the body's tree, once it fits the schema */
    enum error input_error;  /* answered only after 401 and 403 */
    const char *detail;      /* of an error, when its row says too little */
    int retry_seconds;       /* of a 429 or 503: when to try again; 0: soon */
    struct invalids invalid; /* each invalid field or line */
    struct token *token;     /* or API key, of the headers; or NULL */
    enum role role;          /* of the live session; ROLE_ANYONE when not signed in */
    bool lacks_factor;       /* the shop demands a second factor of them: they are a customer */
    bool by_replica;         /* the facts are of the standby, see gateway/replica.h */
    const struct rows *facts[REQUEST_FACTS]; /* what the route's fact statements answered */

    /* What the handler decided. */
    struct plan plan;   /* what to write */
    enum error refuse;  /* the error to answer once the plan is committed */
    bool replied;       /* the handler wrote the body itself */
    enum error refused; /* what the reply is the problem of, once served */
    bool begun;         /* reply_begin: the head of a streamed reply is out */
    bool broken;        /* and what follows it never will be */

    /* What follows once the plan is on disk and no transaction is open: `after` may talk to others,
     * and names in `plan` what records their answer, which is written and shown as the first was.
     * It goes on as long as it sets itself again. It has no way back to the facts. */
    enum error (*after)(struct request *r); /* the route's; NULL ends it */
    struct plan done;                       /* what was committed last, nothing for a replay */
    const struct rows *answers[PLAN_STATEMENTS];

    struct reply reply;
};

/* A CGI parameter ("HTTP_IF_MATCH"), or NULL. */
const char *request_param(const struct request *r, const char *name);

/* For how long it has waited for the database so far. */
int64_t request_database_ns(const struct request *r);

/* A header of the reply that is being made; a problem in its place has none of them. */
void request_header(struct request *r, const char *name, const char *value);

/* A cookie that goes to this host alone, unread by scripts and unsent by other sites: its name
 * begins with "__Host-". "0" seconds take it away. */
void request_set_cookie(struct request *r, const char *name, const char *value,
                        const char *seconds);

/* ?dry_run=true: all is done for real and undone before it is answered. Nothing that can't be
 * undone (a call to a payment provider) may be done for such a request. */
bool request_is_dry(const struct request *r);

/* The cookie's value in the arena, or NULL. */
const char *request_cookie(struct request *r, const char *name);

/* The next bytes of the body, from memory or from the connection; fewer than size: its end. */
size_t request_read(struct request *r, char *bytes, size_t size);

/* What the route's fact statement answered. Of several, what the one does that the route reads;
 * that it reads none of them is a bug and aborts. */
#define request_fact(r, ...)                                                                       \
    ({                                                                                             \
        static const enum query queries_[] = {__VA_ARGS__, Q_NONE};                                \
        ROWS_USE(NULL, queries_);                                                                  \
        request_fact_of(r, queries_);                                                              \
    })
const struct rows *request_fact_of(const struct request *r, const enum query *queries);

/* What a statement answered in what was committed last, or NULL. */
const struct rows *request_answer(const struct request *r, enum query query);

/* Adds to what E_INVALID_FIELDS and its like list. `more` is further members as JSON text, or
 * NULL. */
void request_invalid(struct request *r, const char *pointer, const char *code, const char *detail,
                     const char *more);

/* E_PRECONDITION_FAILED when the caller sent an If-Match that no longer fits `version`: for
 * handlers, between the action's role and the state. RFC 9110 section 13.1.1; W/ is ignored, and so
 * is what stands behind the version where it was read ("3-…"). */
enum error request_if_match(const struct request *r, const char *version)
    __attribute__((warn_unused_result));

/* Whether the caller says by If-None-Match that they have what the tag names, without its quotes.
 * RFC 9110 section 13.1.2. */
bool request_has_already(const struct request *r, const char *etag);

#endif
