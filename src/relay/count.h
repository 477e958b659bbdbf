/* What the desks of a relay count, together (base/tally.h): a table as gateway/meter.c has one of
 * the service. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_COUNT_H
#define ORDERD_RELAY_COUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* A desk takes its seat in the tally that its parent made. False: it counts nothing. */
bool count_join(void) __attribute__((warn_unused_result));

/* A webhook was called: "done", "retry", "dead", or "back" when it was not tried after all. */
void count_delivery(const char *outcome);

/* A mail was tried, and is now "sent", "waiting" for the next try, or "dead". */
void count_mail(const char *state);

/* Streams of live events: so many are open here now; one was cut off, being too slow. */
void count_streams(unsigned open);
void count_stream_dropped(void);

/* A chore came to its end, or did not. */
void count_chore(bool done);

/* A desk's process ended; for the parent, whose seat it is not. */
void count_left(int pid);

/* All of it as Prometheus reads it. */
void count_write(struct buf *out);

#endif
