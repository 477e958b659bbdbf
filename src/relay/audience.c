/* A listener is a place in the feed: what it has not been sent yet lies in `recent`, or in the
 * database, so that memory does not grow with who is slow. libevent says when a reply's wire has
 * taken everything; no more than a piece waits there. */
/* SPDX-License-Identifier: MIT */
#include "relay/audience.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "relay/count.h"
#include "relay/message.h"

/* PIECE_BYTES: of events, as long as the wire has not taken them. AGE_MS, and up to AGE_SPREAD_MS
 * more: when a stream ends by itself, so that who vanished without a word does not stay for ever,
 * and streams spread anew over hosts; not all at once. */
enum { PIECE_BYTES = 16 * 1024, AGE_MS = 60 * 60 * 1000, AGE_SPREAD_MS = 10 * 60 * 1000 };

struct listener {
    struct listener *next, **link; /* among those who listen, or who leave */
    struct audience *audience;
    struct evhttp_request *request;
    struct evhttp_connection *connection;
    struct topics topics;
    char *user, *holder, *heard;
    int64_t at;    /* the number of the last event that was sent, or was not for them */
    int64_t until; /* when it ends (clock_ms) */
    bool doomed;   /* is cut off as soon as libevent is not in the middle of something */
};

struct audience {
    struct listener *first, *leaving;
    int count, leaving_count;
    struct audience_limits limits;
    const struct recent *recent;
    char life[40];
    struct evbuffer *piece; /* what is being put together */
    struct event *reaper;
    void (*behind)(void *context);
    void *context;
};

/* ---- lists ---- */

static void link_to(struct listener **head, struct listener *l)
{
    l->next = *head;
    l->link = head;
    if (l->next)
        l->next->link = &l->next;
    *head = l;
}

static void unlink_of(struct listener *l)
{
    *l->link = l->next;
    if (l->next)
        l->next->link = l->link;
}

static void free_listener(struct listener *l)
{
    unlink_of(l);
    free(l->user);
    free(l->holder);
    free(l->heard);
    free(l);
}

/* ---- a wire ---- */

static struct bufferevent *wire(const struct listener *l)
{
    return evhttp_connection_get_bufferevent(l->connection);
}

static size_t waiting(const struct listener *l)
{
    return evbuffer_get_length(bufferevent_get_output(wire(l)));
}

/* libevent says that the connection is gone. A reply in the middle of which it broke is left to us.
 */
static void gone(struct evhttp_connection *connection, void *context)
{
    struct listener *l = context;
    (void)connection;
    l->audience->count--;
    if (!evhttp_request_get_connection(l->request))
        evhttp_request_free(l->request);
    free_listener(l);
}

static void left(struct evhttp_connection *connection, void *context)
{
    struct listener *l = context;
    (void)connection;
    l->audience->leaving_count--;
    free_listener(l);
}

/* Not at once: who calls may have been called by the connection. */
static void cut_off(struct listener *l, const char *why)
{
    if (l->doomed)
        return;
    l->doomed = true;
    count_stream_dropped();
    log_event(LOG_INFO, "listener cut off", "user", l->user, "why", why, NULL);
    event_active(l->audience->reaper, 0, 0);
}

static void reap(evutil_socket_t fd, short what, void *context)
{
    struct audience *audience = context;
    (void)fd;
    (void)what;
    for (struct listener *l = audience->first, *next; l; l = next) {
        next = l->next;
        if (l->doomed)
            evhttp_connection_free(l->connection);
    }
}

static void feed(struct listener *l);

static void drained(struct evhttp_connection *connection, void *context)
{
    (void)connection;
    feed(context);
}

/* Empties `bytes`. */
static void send_off(struct listener *l, struct evbuffer *bytes)
{
    if (!l->doomed && evbuffer_get_length(bytes) > 0)
        evhttp_send_reply_chunk_with_cb(l->request, bytes, drained, l);
    evbuffer_drain(bytes, evbuffer_get_length(bytes));
    if (waiting(l) > LISTENER_BYTES)
        cut_off(l, "takes too little");
}

static void send_text(struct listener *l, const char *text, size_t length)
{
    evbuffer_add(l->audience->piece, text, length);
    send_off(l, l->audience->piece);
}

/* ---- events ---- */

static bool is_behind(const struct listener *l)
{
    return l->at + 1 < recent_first(l->audience->recent);
}

static void add_next(struct listener *l, struct evbuffer *piece)
{
    const struct event *event = recent_at(l->audience->recent, ++l->at);
    if (topics_meet(&event->topics, &l->topics))
        evbuffer_add(piece, event->text, event->length);
}

static void feed(struct listener *l)
{
    struct audience *audience = l->audience;
    struct evbuffer *piece = audience->piece;
    if (l->doomed)
        return;
    if (l->at + BEHIND_MOST < audience->recent->last)
        cut_off(l, "is too far behind");
    if (is_behind(l)) {
        if (!l->doomed && waiting(l) == 0)
            audience->behind(audience->context);
        return;
    }
    size_t before = waiting(l);
    while (l->at < audience->recent->last && before + evbuffer_get_length(piece) < PIECE_BYTES)
        add_next(l, piece);
    send_off(l, piece);
}

void audience_feed(struct audience *audience)
{
    for (struct listener *l = audience->first; l; l = l->next)
        feed(l);
}

void audience_say(struct audience *audience, const struct buf *text)
{
    for (struct listener *l = audience->first; l; l = l->next)
        send_text(l, text->data, text->length);
}

void audience_resync_one(struct listener *l, const char *reason, int64_t at)
{
    struct arena *arena = arena_new(1024);
    struct buf text = buf_new(arena);
    message_reason(&text, "resync", reason);
    message_place(&text, l->audience->life, at);
    l->at = at;
    send_text(l, text.data, text.length);
    arena_free(arena);
}

void audience_resync(struct audience *audience, const char *reason, int64_t at)
{
    for (struct listener *l = audience->first; l; l = l->next)
        audience_resync_one(l, reason, at);
}

/* ---- those who need older ones ---- */

struct listener *audience_behind(struct audience *audience, int64_t *at, const char **topics)
{
    struct listener *found = NULL, **end = &audience->first;
    for (struct listener *l = audience->first; l; l = l->next) {
        if (!found && !l->doomed && is_behind(l) && waiting(l) == 0)
            found = l;
        end = &l->next;
    }
    if (!found)
        return NULL;
    if (found->next) { /* to the end, so that all have their turn */
        unlink_of(found);
        link_to(end, found);
    }
    *at = found->at;
    *topics = found->heard;
    return found;
}

void audience_give(struct listener *l, const struct buf *text, int64_t at)
{
    l->at = at;
    send_text(l, text->data, text->length);
    if (waiting(l) == 0)
        feed(l);
}

/* ---- coming ---- */

struct audience *audience_new(struct event_base *base, const struct recent *recent,
                              struct audience_limits limits, void (*behind)(void *context),
                              void *context)
{
    struct audience *audience = calloc(1, sizeof *audience);
    if (!audience)
        abort();
    audience->limits = limits;
    audience->recent = recent;
    audience->piece = evbuffer_new();
    audience->reaper = event_new(base, -1, 0, reap, audience);
    audience->behind = behind;
    audience->context = context;
    return audience;
}

void audience_free(struct audience *audience)
{
    while (audience->first)
        evhttp_connection_free(audience->first->connection);
    while (audience->leaving)
        evhttp_connection_free(audience->leaving->connection);
    event_free(audience->reaper);
    evbuffer_free(audience->piece);
    free(audience);
}

void audience_life(struct audience *audience, const char *life)
{
    snprintf(audience->life, sizeof audience->life, "%s", life);
}

int audience_count(const struct audience *audience)
{
    return audience->count;
}

static int count_of(const struct audience *audience, const char *user)
{
    int count = 0;
    for (const struct listener *l = audience->first; l; l = l->next)
        count += strcmp(l->user, user) == 0;
    return count;
}

int audience_room(const struct audience *audience, const struct caller *caller)
{
    struct topics topics;
    if (!caller->user || !caller->holder || !caller->heard || !topics_read(&topics, caller->heard))
        return 400;
    if (audience->count >= audience->limits.most)
        return 503;
    return count_of(audience, caller->user) >= audience->limits.most_a_user ? 429 : 200;
}

/* By its own clock, and not with all others. */
static int64_t until(int64_t expires)
{
    uint16_t some;
    crypto_random(&some, sizeof some);
    int64_t age = AGE_MS + (int64_t)some * AGE_SPREAD_MS / UINT16_MAX;
    int64_t left_ms = expires ? (expires - (int64_t)time(NULL)) * 1000 : age;
    return clock_ms() + (left_ms < age ? left_ms : age);
}

static char *copy(const char *text)
{
    char *made = strdup(text);
    if (!made)
        abort();
    return made;
}

static struct listener *new_listener(const struct caller *caller)
{
    struct listener *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    l->user = copy(caller->user);
    l->holder = copy(caller->holder);
    l->heard = copy(caller->heard);
    l->until = until(caller->expires);
    if (!topics_read(&l->topics, caller->heard))
        l->topics.count = 0;
    return l;
}

/* Who sends nothing is as it should be; who takes nothing is not. */
static void watch_over(struct listener *l)
{
    struct timeval patience = {.tv_sec = 2 * l->audience->limits.beat_seconds};
    bufferevent_set_timeouts(wire(l), NULL, &patience);
    evhttp_connection_set_closecb(l->connection, gone, l);
}

void audience_join(struct audience *audience, struct evhttp_request *request,
                   const struct caller *caller, int64_t at, const struct buf *first)
{
    struct listener *l = new_listener(caller);
    l->audience = audience;
    l->request = request;
    l->connection = evhttp_request_get_connection(request);
    l->at = at;
    link_to(&audience->first, l);
    audience->count++;
    evhttp_send_reply_start(request, 200, "OK");
    watch_over(l);
    send_text(l, first->data, first->length);
    feed(l);
}

/* ---- going ---- */

/* The reply is whole; nginx closes the connection behind it. */
static void end(struct listener *l, const char *reason)
{
    struct audience *audience = l->audience;
    struct arena *arena = arena_new(1024);
    struct buf text = buf_new(arena);
    if (l->doomed)
        return;
    message_reason(&text, "end", reason);
    send_text(l, text.data, text.length);
    arena_free(arena);
    unlink_of(l);
    link_to(&audience->leaving, l);
    audience->count--;
    audience->leaving_count++;
    evhttp_connection_set_closecb(l->connection, left, l);
    evhttp_send_reply_end(l->request);
}

void audience_beat(struct audience *audience, struct arena *arena)
{
    int64_t now = clock_ms();
    for (struct listener *l = audience->first, *next; l; l = next) {
        struct buf text = buf_new(arena);
        next = l->next;
        message_place(&text, audience->life, l->at);
        send_text(l, text.data, text.length);
        if (l->until <= now)
            end(l, "time_is_over");
    }
}

/* Neither holders nor topics have a character that an array would have to escape: event_listener.
 */
static void add_item(struct buf *array, const char *text)
{
    buf_char(array, array->length > 1 ? ',' : '{');
    buf_char(array, '"');
    buf_text(array, text);
    buf_char(array, '"');
}

void audience_list(const struct audience *audience, struct buf *holders, struct buf *heard)
{
    for (const struct listener *l = audience->first; l; l = l->next) {
        add_item(holders, l->holder);
        add_item(heard, l->heard);
    }
    buf_text(holders, audience->first ? "}" : "{}");
    buf_text(heard, audience->first ? "}" : "{}");
}

void audience_end_at(struct audience *audience, struct audience_walk *walk, int place,
                     const char *reason)
{
    if (!walk->place) {
        walk->at = audience->first;
        walk->place = 1;
    }
    for (; walk->at && walk->place < place; walk->place++)
        walk->at = walk->at->next;
    if (!walk->at)
        return;
    struct listener *ended = walk->at;
    walk->at = ended->next;
    walk->place++;
    end(ended, reason);
}

void audience_end(struct audience *audience, const char *reason)
{
    for (struct listener *l = audience->first, *next; l; l = next) {
        next = l->next;
        end(l, reason);
    }
}

int audience_leaving(const struct audience *audience)
{
    return audience->leaving_count;
}
