/* A slot of a pool: one worker that is replaced whenever it ends. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_SLOT_H
#define ORDERD_SERVER_SLOT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* How to make a worker. */
struct launcher {
    const char *program;  /* absolute path, executed anew: a new binary is taken up */
    const char *settings; /* file, or NULL */
    const int *fds;       /* listening sockets by pool */
};

struct slot {
    int pool;
    pid_t pid;       /* 0: none, start one when `due` */
    pid_t successor; /* while rolling: already started, not ready yet */
    int ready_fd;    /* a byte comes when the latest worker accepts; -1: nothing awaited */
    int64_t started_ms, due_ms, patience_ms;
    int backoff_ms;
};

int64_t slot_now_ms(void);

/* Starts a worker into pid, or into successor when the slot has one already. */
void slot_start(struct slot *slot, const struct launcher *launcher);

/* Takes note that process `pid` ended; false when it was not this slot's. */
bool slot_ended(struct slot *slot, pid_t pid, int status);

/* The successor accepts: the old worker may finish and go. */
void slot_switch(struct slot *slot);

/* The successor did not get ready: it goes, the old worker stays. */
void slot_keep(struct slot *slot);

#endif
