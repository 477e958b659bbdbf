/* The relay: keeps its desks running. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_RELAY_H
#define ORDERD_RELAY_RELAY_H

#include "setting/conf.h"

/* How many there are; each has a connection to the database. */
enum { RELAY_DESKS = 8 };

/* Runs all desks until SIGTERM or SIGINT; SIGHUP has them begin anew with the settings of `path`
 * (NULL: none), if those are good. The exit status. */
int relay_run(struct conf *conf, const char *path);

#endif
