/* Those who listen to live events: what each has been sent, and what nobody waits for. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_AUDIENCE_H
#define ORDERD_RELAY_AUDIENCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "relay/recent.h"

struct evhttp_request;
struct event_base;

/* Who leaves so many bytes untaken is cut off, and so is who is so many events behind. A user's
 * listeners and all of them together are bounded by the settings. */
enum { LISTENER_BYTES = 128 * 1024, BEHIND_MOST = 10000 };

struct audience;
struct listener;

/* Who wants to listen, as nginx says it. */
struct caller {
    const char *user;
    const char *holder; /* what it hangs on: see event_listener in sql/queries/events */
    const char *heard;  /* their topics, as words */
    int64_t expires;    /* seconds since 1970; 0: by what it hangs on alone */
};

struct audience_limits {
    int most;         /* listeners */
    int most_a_user;  /* of them */
    int beat_seconds; /* between two beats: who takes nothing for two of them is gone */
};

/* `recent` outlives it. `behind` is called when somebody needs what is older than that and can take
 * it: audience_behind then says who. */
struct audience *audience_new(struct event_base *base, const struct recent *recent,
                              struct audience_limits limits, void (*behind)(void *context),
                              void *context);
void audience_free(struct audience *audience);

/* The feed's name from now on, which goes into every id; copied. */
void audience_life(struct audience *audience, const char *life);

int audience_count(const struct audience *audience);

/* 200 when there is room for them, else the status that tells why not: 429, 503, or 400 for a
 * caller whom nginx would not have let through. */
int audience_room(const struct audience *audience, const struct caller *caller);

/* Begins the reply, with `first` in front, and goes on behind the event `at`. The request is the
 * audience's from now on. */
void audience_join(struct audience *audience, struct evhttp_request *request,
                   const struct caller *caller, int64_t at, const struct buf *first);

/* Sends each what is new to them, or as much of it as their wire takes now. */
void audience_feed(struct audience *audience);

/* The same text to all: a message without a place. */
void audience_say(struct audience *audience, const struct buf *text);

/* To all: what was heard so far is no guide to what comes. They go on behind `at`. */
void audience_resync(struct audience *audience, const char *reason, int64_t at);

/* The same, to one of them. */
void audience_resync_one(struct listener *listener, const char *reason, int64_t at);

/* To each an id alone, their place; those whose time is over end. */
void audience_beat(struct audience *audience, struct arena *arena);

/* What each hangs on and hears, as two arrays of PostgreSQL's, in the order of places from 1. */
void audience_list(const struct audience *audience, struct buf *holders, struct buf *heard);

/* Ends the reply of those at these places, which rise from call to call: begin with *at 0. */
struct audience_walk {
    struct listener *at;
    int place;
};
void audience_end_at(struct audience *audience, struct audience_walk *walk, int place,
                     const char *reason);

/* Ends all replies; audience_leaving: how many of those that ended are not off the wire yet. */
void audience_end(struct audience *audience, const char *reason);
int audience_leaving(const struct audience *audience);

/* Somebody who needs what is older than `recent` and has taken what they got, or NULL; the next
 * time somebody else if there is. What they heard last, and their topics. */
struct listener *audience_behind(struct audience *audience, int64_t *at, const char **topics);

/* Gives it to them; they go on behind the event `at`. */
void audience_give(struct listener *listener, const struct buf *text, int64_t at);

#endif
