/* A worker: accepts requests of one pool, one after the other, until it is told to stop. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_WORKER_H
#define ORDERD_SERVER_WORKER_H

#include <stdbool.h>

#include "setting/pools.h"

/* What a master asks of its worker; one that spawn-fcgi started has {-1, false, -1, -1, -1}. */
struct worker_start {
    int ready_fd;  /* one byte is written here when the worker begins to accept; -1: none */
    bool replaces; /* a worker that may be well: without the database this one gives up */
    int board_fd;  /* the scoreboard, and where its seat is; -1: none */
    int seat;
    int tally_fd; /* where it counts; -1: nowhere */
};

/* Serves the listening socket on descriptor 0 (FastCGI's FCGI_LISTENSOCK_FILENO) until SIGTERM;
 * the exit status. */
int worker_run(const struct conf *conf, enum pool pool, struct worker_start start);

#endif
