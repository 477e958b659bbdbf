/* A worker: accepts requests of one pool, one after the other, until it is told to stop. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_WORKER_H
#define ORDERD_SERVER_WORKER_H

#include "base/conf.h"

/* Serves the listening socket on descriptor 0 (FastCGI's FCGI_LISTENSOCK_FILENO) until SIGTERM;
 * the exit status. One byte is written to `ready_fd` (-1: none) when it begins to accept. */
int worker_run(const struct conf *conf, const char *pool, int ready_fd);

#endif
