/* One call of a webhook: what is sent, and what came back. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_WEBHOOK_CALL_H
#define ORDERD_RELAY_WEBHOOK_CALL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db/rows.h"
#include "identity/keys.h"
#include "relay/address.h"
#include "setting/conf.h"

/* What all calls share. */
struct call_rules {
    const struct conf *conf;
    struct keys *keys;
    struct ranges allowed; /* though they are no public addresses */
};

struct call {
    struct arena *arena; /* holds all the texts; emptied for the next use */
    CURL *curl;          /* kept over uses */
    struct curl_slist *headers;
    const struct call_rules *rules;
    struct call *next; /* in whatever list it is */
    struct webhook *webhook;

    int64_t id, webhook_id;
    const char *token, *event, *message_id, *url, *body, *trace, *sealed, *previous_sealed;
    int attempts; /* before this one */
    bool plain_signature;
    int64_t start_by_ms; /* clock_ms: begun later, it could outlast its lease */

    const char *refused; /* why no address was fit, or NULL */
    struct buf request_head, response_head;
    int64_t begun_ms;
    int64_t asked_ms; /* what a Retry-After says, -1: nothing */
    size_t received;  /* bytes of the answer's body */
};

/* A call without anything to send; its handle is made when it is first begun. */
struct call *call_new(const struct call_rules *rules);
void call_free(struct call *call);

/* Fills it with a row of Q_WEBHOOK_CLAIM. The rows need not outlive it. */
void call_fill(struct call *call, const struct rows *rows, size_t row, const char *token);

/* Signs it, as of now, and readies its handle for a curl multi handle. False: it can't be sent, the
 * secret does not open. */
bool call_begin(struct call *call) __attribute__((warn_unused_result));

/* The result as a member of :results (Q_WEBHOOK_RECORD): `code` is curl's. True when it says that
 * the webhook as a whole is out of order, so that others need not be tried now. */
bool call_write_result(struct call *call, CURLcode code, struct json_writer *w);

/* That it was not tried. */
void call_write_back(const struct call *call, struct json_writer *w);

/* That its secret does not open. */
void call_write_unsigned(const struct call *call, struct json_writer *w);

#endif
