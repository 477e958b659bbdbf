/* When what did not arrive is tried again. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_RETRY_H
#define ORDERD_RELAY_RETRY_H

#include <stdint.h>
#include <time.h>

/* Milliseconds until the next attempt after `attempts` (1: the first) have failed, -1: there is
 * none. `asked_ms` is what the receiver asked for (retry_asked), -1: nothing; it is waited for as
 * long as it asks, but no more than two hours longer than without. `chance`, 0 to 1, makes it up to
 * a tenth longer, so that those who failed together do not come again together. */
int64_t retry_wait_ms(int attempts, int64_t asked_ms, double chance);

/* A chance for it; each process has others. */
double retry_chance(void);

/* What a Retry-After (RFC 9110 section 10.2.3) asks for in milliseconds, seconds or a date; -1: it
 * can't be read. What is past is 0. */
int64_t retry_asked(const char *header, time_t now);

#endif
