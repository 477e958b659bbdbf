/* Messages of a stream as text (the HTML standard, section 9.2, "Server-sent events"). */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_MESSAGE_H
#define ORDERD_RELAY_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* A place in the feed: how many of the feed of this name (`life`) have been seen. */
struct place {
    char life[40];
    int64_t number;
};

/* Reads an id. False when it is none of ours. */
bool place_read(struct place *place, const char *text) __attribute__((warn_unused_result));

/* An event: an id, and JSON in one line as data. */
void message_event(struct buf *out, const char *life, int64_t number, const char *json);

/* An id alone: whoever listens comes back to that place, and no event is fired. */
void message_place(struct buf *out, const char *life, int64_t number);

/* How long a browser's EventSource waits before it comes back. */
void message_retry(struct buf *out, int ms);

/* A message with a name, without a place; its data is JSON in one line. */
void message_named(struct buf *out, const char *name, const char *json);

/* The same with a word that says why: {"reason":"…"}. */
void message_reason(struct buf *out, const char *name, const char *reason);

#endif
