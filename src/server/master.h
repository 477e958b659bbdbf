/* The master: keeps the pools full of workers, as php-fpm does. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_MASTER_H
#define ORDERD_SERVER_MASTER_H

#include "setting/conf.h"

/* Opens the sockets and keeps the workers until SIGTERM or SIGINT; the exit status. `program` is
 * the absolute path to execute for a worker, `path` the settings file (or NULL). SIGHUP
 * reads the settings again and replaces the workers one by one without losing a request. */
int master_run(struct conf *conf, const char *program, const char *path);

#endif
