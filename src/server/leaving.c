/* A list in no order; it is short. */
/* SPDX-License-Identifier: MIT */
#include "server/leaving.h"

#include <signal.h>

#include "server/slot.h"

void leaving_add(struct leaving *leaving, pid_t pid, int pool, int64_t deadline_ms, const char *why)
{
    if (pid == 0)
        return;
    kill(pid, SIGTERM);
    /* It goes all the same, only unwatched. */
    if (leaving->count == LEAVING_MOST)
        return;
    leaving->list[leaving->count++] = (struct leaver){pid, pool, deadline_ms, why};
}

bool leaving_ended(struct leaving *leaving, pid_t pid, int status)
{
    for (int i = 0; i < leaving->count; i++) {
        const struct leaver *leaver = &leaving->list[i];
        if (leaver->pid != pid)
            continue;
        slot_log_end(leaver->pool, pid, status, leaver->why);
        leaving->list[i] = leaving->list[--leaving->count];
        return true;
    }
    return false;
}

void leaving_kill_late(struct leaving *leaving, int64_t now_ms)
{
    for (int i = 0; i < leaving->count; i++) {
        struct leaver *leaver = &leaving->list[i];
        if (leaver->deadline_ms > now_ms)
            continue;
        kill(leaver->pid, SIGKILL);
        leaver->deadline_ms = INT64_MAX;
    }
}

int64_t leaving_deadline(const struct leaving *leaving)
{
    int64_t first = INT64_MAX;
    for (int i = 0; i < leaving->count; i++) {
        if (leaving->list[i].deadline_ms < first)
            first = leaving->list[i].deadline_ms;
    }
    return first;
}
