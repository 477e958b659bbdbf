/* A process that ended is replaced: at once, and ever more slowly when it keeps dying young. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_RESTART_H
#define ORDERD_SERVER_RESTART_H

#include <stddef.h>
#include <stdint.h>

/* The longest pause, also after the system refused to make a process. */
enum { RESTART_MOST_MS = 5000 };

/* When (clock_ms) the next one is due after one ended that began at `started_ms`. *pause_ms, 0 at
 * first, is how long the next that dies young will be waited for. */
int64_t restart_due(int64_t started_ms, int *pause_ms) __attribute__((warn_unused_result));

/* How it ended, by waitpid's status: "signal 9", "exit 1". */
void restart_how(int status, char *how, size_t size);

#endif
