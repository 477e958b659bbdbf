/* The desk of live events: one thread and one loop. What it asks the database takes milliseconds,
 * and is asked once for all who listen, but for who comes back after long. */
/* SPDX-License-Identifier: MIT */
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "relay/audience.h"
#include "relay/count.h"
#include "relay/desks.h"
#include "relay/door.h"
#include "relay/message.h"
#include "relay/metrics.h"

/* POLL_MS: how often to look for what a relay of another host has numbered. STOCK_MS: between two
 * messages of stock, which may be about much. RETRY_MS: when a browser's EventSource comes back.
 * KEPT: how many old events are read at the start, for those who come back. PIECE: of older ones,
 * how many numbers at once, and bytes of them. STOCK_MORE_MS: until the next message of stock when
 * one was not enough. STOCK_AGAIN: of how many events at most it is told once more, to all, for one
 * who comes. UNCHECKED_MOST: beats that a stream outlives without anybody knowing whether
 * it may. LEAVE_MS: for the last words of a desk that ends. */
enum {
    POLL_MS = 200,
    STOCK_MS = 500,
    RETRY_MS = 3000,
    START_MS = 1000,
    KEPT = 2000,
    BATCH = 200,
    PIECE = 100,
    PIECE_BYTES = 32 * 1024,
    STOCK_MORE_MS = 20,
    STOCK_AGAIN = 50,
    UNCHECKED_MOST = 2,
    LEAVE_MS = 1000
};

struct streams {
    struct desk *desk;
    struct event_base *base;
    struct recent recent;
    struct audience *audience;
    struct door *door;
    char life[40];
    int64_t first; /* the lowest number that is still kept */
    bool is_well;  /* the database answers */
    int unchecked; /* beats in a row at which nobody could be looked at */
    bool ends;
    struct event *news, *past, *beat, *stock;
    int64_t stock_at; /* the last event of whose products the stock was told */
};

static void in_ms(struct event *timer, int ms)
{
    struct timeval time = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
    event_add(timer, &time);
}

/* Whatever libevent calls begins with nothing of what was before. Not desk_turn, which would forget
 * that there is news. */
static void begin_anew(struct streams *s)
{
    arena_reset(s->desk->arena);
    s->desk->values = values_new(s->desk->arena, P_COUNT);
}

/* ---- how the service is ---- */

static void say_status(struct streams *s, bool is_well)
{
    struct buf text = buf_new(s->desk->arena);
    if (s->is_well == is_well)
        return;
    s->is_well = is_well;
    message_named(&text, "status",
                  is_well ? "{\"status\":\"healthy\"}" : "{\"status\":\"unhealthy\"}");
    audience_say(s->audience, &text);
}

/* ---- stock ---- */

static void tell_stock(struct streams *s, const struct rows *rows)
{
    struct buf json = buf_new(s->desk->arena), text = buf_new(s->desk->arena);
    struct json_writer w = json_writer(&json);
    json_open(&w, NULL, '{');
    json_open(&w, "products", '[');
    for (size_t i = 0; i < rows_count(rows); i++)
        rows_write(rows, i, &w, NULL);
    json_close(&w, ']');
    json_close(&w, '}');
    message_named(&text, "stock", json.data);
    audience_say(s->audience, &text);
}

static void on_stock(evutil_socket_t fd, short what, void *context)
{
    struct streams *s = context;
    (void)fd;
    (void)what;
    begin_anew(s);
    if (audience_count(s->audience) == 0) {
        s->stock_at = s->recent.last;
        return;
    }
    values_set_int(&s->desk->values, P_AFTER_NUMBER, s->stock_at);
    values_set_int(&s->desk->values, P_THROUGH_NUMBER, s->recent.last);
    const struct rows *rows = desk_ask(s->desk, Q_STREAM_STOCK);
    if (rows)
        s->stock_at = rows_int(rows, 0, "_through");
    if (rows && rows_text(rows, 0, "product_id"))
        tell_stock(s, rows);
    if (s->stock_at < s->recent.last)
        in_ms(s->stock, rows ? STOCK_MORE_MS : STOCK_MS);
}

/* ---- news ---- */

static void write_event(struct streams *s, const struct rows *rows, size_t row, struct buf *out)
{
    struct buf json = buf_new(s->desk->arena);
    struct json_writer w = json_writer(&json);
    rows_write(rows, row, &w, NULL);
    message_event(out, s->life, rows_int(rows, row, "number"), json.data);
}

static void take_event(struct streams *s, const struct rows *rows, size_t row)
{
    struct topics topics;
    struct buf text = buf_new(s->desk->arena);
    int64_t number = rows_int(rows, row, "number");
    if (number != s->recent.last + 1) /* what was between is not kept any more */
        recent_begin(&s->recent, number - 1);
    write_event(s, rows, row, &text);
    if (!topics_read(&topics, rows_text(rows, row, "_topics")))
        log_event(LOG_ERROR, "an event has too many topics", NULL);
    recent_add(&s->recent, &topics, text.data, text.length);
    if (!event_pending(s->stock, EV_TIMEOUT, NULL))
        in_ms(s->stock, STOCK_MS);
}

/* The feed was begun anew: what anybody has heard is no guide to what comes. */
static void begin_life(struct streams *s, const char *life, int64_t last)
{
    snprintf(s->life, sizeof s->life, "%s", life);
    audience_life(s->audience, life);
    recent_begin(&s->recent, last);
    s->stock_at = last;
    audience_resync(s->audience, "other_feed", last);
}

/* How many events there were, -1: the database does not answer. */
static int take_news(struct streams *s)
{
    values_set_int(&s->desk->values, P_AFTER_NUMBER, s->recent.last);
    const struct rows *rows = desk_ask(s->desk, Q_STREAM_NEWS);
    say_status(s, rows != NULL);
    if (rows_count(rows) == 0)
        return -1;
    s->first = rows_int(rows, 0, "_first");
    const char *life = rows_text(rows, 0, "_life");
    int64_t last = rows_int(rows, 0, "_last");
    if (strcmp(life, s->life) != 0 || last < s->recent.last) {
        begin_life(s, life, last);
        return 0;
    }
    if (!rows_text(rows, 0, "number"))
        return 0;
    for (size_t i = 0; i < rows_count(rows); i++)
        take_event(s, rows, i);
    audience_feed(s->audience);
    return (int)rows_count(rows);
}

/* After a full batch again at once, but not before those who listen had their turn. */
static void on_news(evutil_socket_t fd, short what, void *context)
{
    struct streams *s = context;
    (void)fd;
    (void)what;
    if (!desk_turn(s->desk)) {
        event_base_loopbreak(s->base);
        return;
    }
    in_ms(s->news, take_news(s) == BATCH ? 0 : POLL_MS);
}

static void on_end(evutil_socket_t fd, short what, void *context)
{
    struct streams *s = context;
    (void)fd;
    (void)what;
    event_base_loopbreak(s->base);
}

/* ---- those who were away for longer than what is at hand ---- */

/* As many of the rows as a piece may have bytes, which go on through `through`. */
static void give(struct streams *s, struct listener *listener, const struct rows *rows,
                 int64_t through)
{
    struct buf text = buf_new(s->desk->arena);
    size_t given = 0, count = rows_text(rows, 0, "number") ? rows_count(rows) : 0;
    while (given < count && text.length < PIECE_BYTES)
        write_event(s, rows, given++, &text);
    if (given < count)
        through = rows_int(rows, given - 1, "number");
    audience_give(listener, &text, through);
}

static void on_past(evutil_socket_t fd, short what, void *context)
{
    struct streams *s = context;
    const char *topics;
    int64_t at, through = recent_first(&s->recent) - 1;
    (void)fd;
    (void)what;
    begin_anew(s);
    struct listener *listener = audience_behind(s->audience, &at, &topics);
    if (!listener)
        return;
    if (through > at + PIECE)
        through = at + PIECE;
    struct values *values = &s->desk->values;
    values_set_int(values, P_AFTER_NUMBER, at);
    values_set_int(values, P_THROUGH_NUMBER, through);
    values_set(values, P_TOPICS, topics);
    const struct rows *rows = desk_ask(s->desk, Q_STREAM_BACK);
    in_ms(s->past, rows_count(rows) ? 0 : POLL_MS);
    if (rows_count(rows) == 0)
        return;
    if (at + 1 < rows_int(rows, 0, "_first"))
        audience_resync_one(listener, "too_old", s->recent.last);
    else
        give(s, listener, rows, through);
}

static void when_behind(void *context)
{
    struct streams *s = context;
    if (!event_pending(s->past, EV_TIMEOUT, NULL))
        in_ms(s->past, 0);
}

/* ---- those who come ---- */

/* The products of events behind `number` may have changed while who comes did not listen. Who is
 * far behind was cut off, and reads the stock afresh. */
static void tell_stock_since(struct streams *s, int64_t number)
{
    if (number >= s->stock_at)
        return;
    s->stock_at = number < s->stock_at - STOCK_AGAIN ? s->stock_at - STOCK_AGAIN : number;
    if (!event_pending(s->stock, EV_TIMEOUT, NULL))
        in_ms(s->stock, STOCK_MS);
}

/* Why a place is none to go on from, or NULL. */
static const char *flaw_of(struct streams *s, const char *id, struct place *place)
{
    if (!place_read(place, id) || strcmp(place->life, s->life) != 0)
        return "other_feed";
    if (place->number > s->recent.last) /* a relay of another host may have been quicker */
        while (take_news(s) == BATCH)
            ;
    if (place->number > s->recent.last || strcmp(place->life, s->life) != 0)
        return "beyond_the_end";
    if (place->number + 1 < s->first)
        return "too_old";
    return place->number + BEHIND_MOST < s->recent.last ? "too_far_back" : NULL;
}

static void welcome(void *context, struct evhttp_request *request, const struct caller *caller,
                    const char *last_event_id)
{
    struct streams *s = context;
    begin_anew(s);
    struct place place = {.number = s->recent.last};
    struct buf first = buf_new(s->desk->arena);
    const char *flaw = last_event_id ? flaw_of(s, last_event_id, &place) : NULL;
    if (flaw)
        place.number = s->recent.last;
    message_retry(&first, RETRY_MS);
    if (flaw)
        message_reason(&first, "resync", flaw);
    message_place(&first, s->life, place.number);
    audience_join(s->audience, request, caller, place.number, &first);
    tell_stock_since(s, place.number);
}

/* ---- the beat ---- */

static void end_those_who_may_not(struct streams *s)
{
    struct desk *desk = s->desk;
    struct buf holders = buf_new(desk->arena), heard = buf_new(desk->arena);
    struct audience_walk walk = {0};
    audience_list(s->audience, &holders, &heard);
    values_set(&desk->values, P_HOLDERS, holders.data);
    values_set(&desk->values, P_HEARD, heard.data);
    const struct rows *rows = desk_ask(desk, Q_STREAM_ENDED);
    s->unchecked = rows ? 0 : s->unchecked + 1;
    if (s->unchecked > UNCHECKED_MOST)
        audience_end(s->audience, "unchecked");
    for (size_t i = 0; i < rows_count(rows); i++)
        audience_end_at(s->audience, &walk, (int)rows_int(rows, i, "place"), "access_changed");
}

static void on_beat(evutil_socket_t fd, short what, void *context)
{
    struct streams *s = context;
    (void)fd;
    (void)what;
    begin_anew(s);
    if (audience_count(s->audience) == 0)
        return;
    end_those_who_may_not(s);
    audience_beat(s->audience, s->desk->arena);
}

/* ---- the desk ---- */

static void tell_metrics(void *context, struct buf *out)
{
    struct streams *s = context;
    begin_anew(s);
    count_streams((unsigned)audience_count(s->audience));
    metrics_write(s->desk, out);
}

static bool open_door(struct streams *s)
{
    char why[300];
    s->door = door_open(s->base, s->desk->conf, s->audience, welcome, s, why, sizeof why);
    if (s->door)
        door_tells(s->door, tell_metrics);
    else
        log_event(LOG_ERROR, "no streams", "why", why, NULL);
    return s->door;
}

/* Waits for the database, and reads what those need who come back. False: it is to end. */
static bool read_recent(struct streams *s)
{
    const struct rows *feed;
    while (!(feed = desk_ask(s->desk, Q_STREAM_FEED))) {
        if (!desk_pause(s->desk, START_MS))
            return false;
    }
    int64_t last = rows_int(feed, 0, "last"), first = rows_int(feed, 0, "first");
    begin_life(s, rows_text(feed, 0, "life"), last - KEPT < first - 1 ? first - 1 : last - KEPT);
    int taken;
    do
        taken = take_news(s);
    while (desk_pause(s->desk, 0) && taken == BATCH);
    s->stock_at = s->recent.last;
    return true;
}

static void set_up(struct streams *s)
{
    const struct conf *conf = s->desk->conf;
    struct audience_limits limits = {.most = conf->streams_most,
                                     .most_a_user = conf->streams_a_user,
                                     .beat_seconds = conf->stream_beat_seconds};
    s->base = event_base_new();
    if (!s->base)
        abort();
    s->audience = audience_new(s->base, &s->recent, limits, when_behind, s);
    s->news = event_new(s->base, s->desk->wake_fd, EV_READ | EV_PERSIST, on_news, s);
    s->past = evtimer_new(s->base, on_past, s);
    s->stock = evtimer_new(s->base, on_stock, s);
    s->beat = event_new(s->base, -1, EV_PERSIST, on_beat, s);
}

static void run(struct streams *s)
{
    struct event *stop = event_new(s->base, s->desk->stop_fd, EV_READ, on_end, s);
    event_add(stop, NULL);
    in_ms(s->beat, s->desk->conf->stream_beat_seconds * 1000);
    in_ms(s->news, 0);
    event_base_dispatch(s->base);
    event_free(stop);
}

/* Last words reach nginx, which then closes. */
static void say_farewell(struct streams *s)
{
    struct timeval most = {.tv_usec = LEAVE_MS * 1000 % 1000000, .tv_sec = LEAVE_MS / 1000};
    door_shut(s->door);
    event_del(s->news);
    event_del(s->beat);
    audience_end(s->audience, "stopping");
    event_base_loopexit(s->base, &most);
    while (audience_leaving(s->audience) && !event_base_got_exit(s->base))
        event_base_loop(s->base, EVLOOP_ONCE);
}

static void take_down(struct streams *s)
{
    audience_free(s->audience);
    if (s->door)
        door_free(s->door);
    event_free(s->news);
    event_free(s->past);
    event_free(s->stock);
    event_free(s->beat);
    event_base_free(s->base);
    recent_begin(&s->recent, 0);
}

void streams_work(struct desk *desk)
{
    static struct streams s;
    s = (struct streams){.desk = desk, .is_well = true};
    set_up(&s);
    if (read_recent(&s) && open_door(&s)) {
        run(&s);
        say_farewell(&s);
    }
    take_down(&s);
}
