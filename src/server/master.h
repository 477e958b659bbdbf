/* The master: keeps the pools full of workers, as php-fpm does. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_MASTER_H
#define ORDERD_SERVER_MASTER_H

#include "setting/conf.h"

/* Opens the sockets and keeps the workers until SIGTERM or SIGINT; the exit status. `program` is
 * the absolute path to execute for a worker, `path` the settings file (or NULL). SIGHUP has
 * `program -t` judge the settings, becomes `program --resume FD`, the same process, and replaces
 * the workers one by one without losing a request; what keeps it from that leaves all as it was.
 * `resume_fd`: that FD, else -1. */
int master_run(const struct conf *conf, const char *program, const char *path, int resume_fd);

#endif
