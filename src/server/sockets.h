/* The listening sockets, one a pool: made here or taken over from systemd. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_SOCKETS_H
#define ORDERD_SERVER_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/conf.h"

enum { POOL_API, POOL_AUTH, POOL_SLOW, POOLS };

extern const char *const pool_names[POOLS];

/* Fills fds with a non-blocking listening socket for each pool: systemd's when it passed any
 * (sd_listen_fds(3), by name), else new ones in conf->socket_dir. False with one line in *why;
 * a socket that another process still answers on is not taken from it. */
bool sockets_open(const struct conf *conf, int fds[POOLS], char *why, size_t size)
    __attribute__((warn_unused_result));

/* Removes the files of sockets that sockets_open made; those of systemd stay. */
void sockets_remove(const struct conf *conf);

#endif
