/* A slot of a pool: one worker that is replaced whenever it ends. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_SLOT_H
#define ORDERD_SERVER_SLOT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "setting/conf.h"

/* How to make a worker. */
struct launcher {
    const char *program;     /* absolute path, executed anew: a new binary is taken up */
    const struct conf *conf; /* what the workers go by */
    const int *fds;          /* listening sockets by pool */
    unsigned generation;     /* counts the reloads */
};

struct slot {
    int pool;
    pid_t pid;           /* 0: none */
    pid_t successor;     /* while rolling: already started, not ready yet */
    unsigned generation; /* of the latest worker */
    int ready_fd;        /* a byte comes when the latest worker accepts; -1: nothing awaited */
    int64_t started_ms;  /* the latest worker */
    int64_t due_ms;      /* none is started before */
    int backoff_ms;      /* the pause when the worker ends young once more */
    bool refused;        /* a successor did not get ready; who looks clears it */
};

/* Starts a worker into pid, or into successor when the slot has one already. When the system
 * refuses to, the slot is due again later. */
void slot_start(struct slot *slot, const struct launcher *launcher);

/* Takes note that process `pid` ended; false when it was not this slot's. */
bool slot_ended(struct slot *slot, pid_t pid, int status);

/* Reads what ready_fd has to tell: the latest worker accepts, or ended without a word. Returns the
 * process that is no longer wanted (the old worker, or a successor that failed), or 0. */
pid_t slot_hear(struct slot *slot) __attribute__((warn_unused_result));

/* Stops waiting for a worker that does not get ready in time. As slot_hear. */
pid_t slot_lose_patience(struct slot *slot) __attribute__((warn_unused_result));

/* When slot_lose_patience is to be called; only while ready_fd is awaited. */
int64_t slot_patience_ms(const struct slot *slot);

/* Writes the end of a worker to the log, and why it was meant to end. */
void slot_log_end(int pool, pid_t pid, int status, const char *why);

#endif
