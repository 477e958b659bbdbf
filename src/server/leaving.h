/* Workers that were told to go: they may finish their request, but not for ever. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_LEAVING_H
#define ORDERD_SERVER_LEAVING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* More than leave at once: a roll waits until nobody does. */
enum { LEAVING_MOST = 2048 };

struct leaving {
    struct leaver {
        pid_t pid;
        int pool;
        int64_t deadline_ms;
        const char *why;
    } list[LEAVING_MOST];
    int count;
};

/* Tells worker `pid` to go by `deadline_ms`, in the time of clock_ms; `why` goes to the log and
 * is not copied. */
void leaving_add(struct leaving *leaving, pid_t pid, int pool, int64_t deadline_ms,
                 const char *why);

/* Takes note that process `pid` ended; false when it was not among them. */
bool leaving_ended(struct leaving *leaving, pid_t pid, int status);

/* Kills those whose time is up. */
void leaving_kill_late(struct leaving *leaving, int64_t now_ms);

/* The next deadline, or INT64_MAX. */
int64_t leaving_deadline(const struct leaving *leaving);

#endif
