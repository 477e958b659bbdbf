/* The crew of a master: its slots, and who was told to go. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_CREW_H
#define ORDERD_SERVER_CREW_H

#include <stdbool.h>
#include <stdio.h>

#include "server/leaving.h"
#include "server/slot.h"
#include "setting/pools.h"

enum { SLOTS_MOST = 768 };

struct crew {
    struct launcher launcher;
    struct slot slots[SLOTS_MOST];
    int count;
    struct leaving leaving;
};

/* Fits the slots to the settings. */
void crew_resize(struct crew *crew);

/* Starts a worker in each slot that lacks one and is due. */
void crew_start_due(struct crew *crew);

/* Rolls: one slot after the other, the oldest first, gets a successor of the launcher's generation;
 * the next only when the old worker is gone, so that the database sees one connection more at
 * most. */
void crew_roll_on(struct crew *crew);

/* True once when a successor did not get ready: then those that are left are not rolled. */
bool crew_gave_up(struct crew *crew) __attribute__((warn_unused_result));

/* Whether every slot has a worker that accepts, of the launcher's generation. */
bool crew_stands(const struct crew *crew);

/* Reads what a slot's ready_fd has to tell. */
void crew_hear_ready(struct crew *crew, struct slot *slot);

/* Ends the waiting for workers that do not get ready in time, and for those that do not go. */
void crew_lose_patience(struct crew *crew);

/* Takes note that process `pid` ended: the slot it was of, NULL: it was told to go, or is nobody's.
 */
struct slot *crew_ended(struct crew *crew, pid_t pid, int status);

/* Tells all to go, and keeps no slot. */
void crew_dismiss(struct crew *crew);

/* When something is due (clock_ms), INT64_MAX: nothing is. */
int64_t crew_due(const struct crew *crew);

/* Leaves all processes to the program that this one becomes, and takes one line of that; false when
 * the line is about no process. A successor that is not ready yet goes. */
void crew_leave(const struct crew *crew, FILE *handover);
bool crew_take(struct crew *crew, const char *word, const char *rest);

#endif
