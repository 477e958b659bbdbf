/* The clock that never jumps. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_CLOCK_H
#define ORDERD_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since some fixed moment, the same for all processes of this machine
 * (CLOCK_MONOTONIC): deadlines are said in it. */
int64_t clock_ms(void);

/* The same in nanoseconds: what took how long. */
int64_t clock_ns(void);

#endif
