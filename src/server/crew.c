/* Who works, who follows whom, and who goes. */
/* SPDX-License-Identifier: MIT */
#include "server/crew.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

static void tell_to_go(struct crew *crew, pid_t pid, int pool, const char *why)
{
    int64_t deadline_ms = clock_ms() + crew->launcher.conf->drain_seconds * 1000LL;
    leaving_add(&crew->leaving, pid, pool, deadline_ms, why);
}

static void clear_slot(struct crew *crew, struct slot *slot, const char *why)
{
    tell_to_go(crew, slot->pid, slot->pool, why);
    tell_to_go(crew, slot->successor, slot->pool, why);
    if (slot->ready_fd >= 0)
        close(slot->ready_fd);
}

void crew_resize(struct crew *crew)
{
    const struct conf *conf = crew->launcher.conf;
    int have[POOLS] = {0}, kept = 0;
    for (int i = 0; i < crew->count; i++) {
        struct slot *slot = &crew->slots[i];
        if (++have[slot->pool] <= pool_workers(conf, slot->pool))
            crew->slots[kept++] = *slot;
        else
            clear_slot(crew, slot, "fewer are wanted");
    }
    crew->count = kept;
    for (int pool = 0; pool < POOLS; pool++) {
        for (int n = have[pool]; n < pool_workers(conf, pool) && crew->count < SLOTS_MOST; n++)
            crew->slots[crew->count++] = (struct slot){.pool = pool, .ready_fd = -1};
    }
}

void crew_start_due(struct crew *crew)
{
    int64_t now = clock_ms();
    for (int i = 0; i < crew->count; i++) {
        if (!crew->slots[i].pid && crew->slots[i].due_ms <= now)
            slot_start(&crew->slots[i], &crew->launcher);
    }
}

void crew_hear_ready(struct crew *crew, struct slot *slot)
{
    pid_t old = slot->pid, gone = slot_hear(slot);
    tell_to_go(crew, gone, slot->pool, gone == old ? "replaced" : "not ready");
}

void crew_lose_patience(struct crew *crew)
{
    int64_t now = clock_ms();
    for (int i = 0; i < crew->count; i++) {
        struct slot *slot = &crew->slots[i];
        if (slot->ready_fd >= 0 && slot_patience_ms(slot) <= now)
            leaving_add(&crew->leaving, slot_lose_patience(slot), slot->pool, now, "not ready");
    }
    leaving_kill_late(&crew->leaving, now);
}

void crew_roll_on(struct crew *crew)
{
    int64_t now = clock_ms();
    struct slot *next = NULL;
    for (int i = crew->count - 1; i >= 0; i--) {
        struct slot *slot = &crew->slots[i];
        if (slot->ready_fd >= 0)
            return;
        if (slot->pid && slot->due_ms <= now && (!next || slot->generation <= next->generation))
            next = slot;
    }
    if (next && next->generation != crew->launcher.generation && !crew->leaving.count)
        slot_start(next, &crew->launcher);
}

/* Where one can't be replaced none can, most likely. */
bool crew_gave_up(struct crew *crew)
{
    bool refused = false;
    for (int i = 0; i < crew->count; i++) {
        refused = refused || crew->slots[i].refused;
        crew->slots[i].refused = false;
    }
    for (int i = 0; refused && i < crew->count; i++)
        crew->slots[i].generation = crew->launcher.generation;
    return refused;
}

bool crew_stands(const struct crew *crew)
{
    for (int i = 0; i < crew->count; i++) {
        const struct slot *slot = &crew->slots[i];
        if (!slot->pid || slot->ready_fd >= 0 || slot->generation != crew->launcher.generation)
            return false;
    }
    return true;
}

struct slot *crew_ended(struct crew *crew, pid_t pid, int status)
{
    if (leaving_ended(&crew->leaving, pid, status))
        return NULL;
    for (int i = 0; i < crew->count; i++) {
        if (slot_ended(&crew->slots[i], pid, status))
            return &crew->slots[i];
    }
    return NULL;
}

void crew_dismiss(struct crew *crew)
{
    for (int i = 0; i < crew->count; i++)
        clear_slot(crew, &crew->slots[i], "shutdown");
    crew->count = 0;
}

int64_t crew_due(const struct crew *crew)
{
    int64_t next = leaving_deadline(&crew->leaving);
    for (int i = 0; i < crew->count; i++) {
        if (!crew->slots[i].pid && crew->slots[i].due_ms < next)
            next = crew->slots[i].due_ms;
    }
    return next;
}

/* ---- from one program to the next ---- */

static void leave(FILE *handover, const char *word, int pool, pid_t pid)
{
    if (pid)
        fprintf(handover, "%s %s %d\n", word, pools[pool].name, (int)pid);
}

void crew_leave(const struct crew *crew, FILE *handover)
{
    for (int i = 0; i < crew->count; i++) {
        leave(handover, "worker", crew->slots[i].pool, crew->slots[i].pid);
        leave(handover, "leaving", crew->slots[i].pool, crew->slots[i].successor);
    }
    for (int i = 0; i < crew->leaving.count; i++)
        leave(handover, "leaving", crew->leaving.list[i].pool, crew->leaving.list[i].pid);
}

/* Of a pool that this version has not nobody stays. */
bool crew_take(struct crew *crew, const char *word, const char *rest)
{
    bool leaves = strcmp(word, "leaving") == 0;
    if (!leaves && strcmp(word, "worker") != 0)
        return false;
    size_t length = strcspn(rest, " ");
    enum pool pool = pool_named(rest, length);
    pid_t pid = (pid_t)strtol(rest + length, NULL, 10);
    if (pool < POOLS && !leaves && crew->count < SLOTS_MOST)
        crew->slots[crew->count++] =
            (struct slot){.pool = (int)pool, .pid = pid, .ready_fd = -1, .started_ms = clock_ms()};
    else
        tell_to_go(crew, pid, pool < POOLS ? (int)pool : 0, "of before the reload");
    return true;
}
