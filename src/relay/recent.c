/* A ring by number. */
/* SPDX-License-Identifier: MIT */
#include "relay/recent.h"

#include <stdlib.h>
#include <string.h>

static struct event **place(struct recent *recent, int64_t number)
{
    return &recent->ring[number % RECENT_MOST];
}

static void drop_oldest(struct recent *recent)
{
    struct event **oldest = place(recent, recent_first(recent));
    recent->bytes -= sizeof **oldest + (*oldest)->length;
    recent->count--;
    free(*oldest);
    *oldest = NULL;
}

void recent_begin(struct recent *recent, int64_t last)
{
    while (recent->count)
        drop_oldest(recent);
    recent->last = last;
}

void recent_add(struct recent *recent, const struct topics *topics, const char *text, size_t length)
{
    struct event *event = malloc(sizeof *event + length);
    if (!event)
        abort();
    while (recent->count &&
           (recent->count == RECENT_MOST || recent->bytes + sizeof *event + length > RECENT_BYTES))
        drop_oldest(recent);
    event->number = ++recent->last;
    event->topics = *topics;
    event->length = length;
    memcpy(event->text, text, length);
    *place(recent, event->number) = event;
    recent->bytes += sizeof *event + length;
    recent->count++;
}

int64_t recent_first(const struct recent *recent)
{
    return recent->last + 1 - (int64_t)recent->count;
}

const struct event *recent_at(const struct recent *recent, int64_t number)
{
    return recent->ring[number % RECENT_MOST];
}
