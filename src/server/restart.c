/* One rule for workers and for desks. */
/* SPDX-License-Identifier: MIT */
#include "server/restart.h"

#include <stdio.h>
#include <sys/wait.h>

#include "base/clock.h"

/* A process that lived this long was well. */
enum { WELL_MS = 10000, LEAST_MS = 100 };

int64_t restart_due(int64_t started_ms, int *pause_ms)
{
    int64_t now = clock_ms();
    if (now - started_ms >= WELL_MS)
        *pause_ms = 0;
    int64_t due = now + *pause_ms;
    int next = *pause_ms ? *pause_ms * 2 : LEAST_MS;
    *pause_ms = next < RESTART_MOST_MS ? next : RESTART_MOST_MS;
    return due;
}

void restart_how(int status, char *how, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(how, size, "signal %d", WTERMSIG(status));
    else
        snprintf(how, size, "exit %d", WEXITSTATUS(status));
}
