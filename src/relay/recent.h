/* The newest events, ready to be sent: what those need who listen, or who were away for a moment.
 */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_RECENT_H
#define ORDERD_RELAY_RECENT_H

#include <stddef.h>
#include <stdint.h>

#include "relay/topics.h"

/* How many are kept, and how many bytes of them: the fewer of both. */
enum { RECENT_MOST = 4096, RECENT_BYTES = 2 << 20 };

struct event {
    int64_t number;
    struct topics topics;
    size_t length;
    char text[]; /* as it is sent (relay/message.h) */
};

/* Events with numbers from first to last, without holes. Begins empty, with last at what
 * `recent_begin` says. */
struct recent {
    int64_t last; /* the newest number that was added, or would have been */
    size_t count;
    size_t bytes;
    struct event *ring[RECENT_MOST]; /* by number */
};

/* Forgets all, and goes on behind the number `last`. */
void recent_begin(struct recent *recent, int64_t last);

/* Adds the event whose number is the next one, copied; the oldest make room. Memory that can't be
 * had ends the process, which is then begun anew. */
void recent_add(struct recent *recent, const struct topics *topics, const char *text,
                size_t length);

/* The lowest number that is kept; last + 1 when none is. */
int64_t recent_first(const struct recent *recent);

/* The event of a number from recent_first to last. */
const struct event *recent_at(const struct recent *recent, int64_t number);

#endif
