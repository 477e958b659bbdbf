/* The listening sockets, one a pool: made here or taken over from systemd. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_SOCKETS_H
#define ORDERD_SERVER_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "setting/pools.h"

/* Fills fds with a non-blocking listening socket for each pool: systemd's when it passed any
 * (sd_listen_fds(3), by name, all of them), else new ones in conf->socket_dir. False with one line
 * in *why. What a killed master left is replaced; what another process still answers on, and any
 * file that is no socket, is not. */
bool sockets_open(const struct conf *conf, int fds[POOLS], char *why, size_t size)
    __attribute__((warn_unused_result));

/* Leaves the sockets, and what was made for them, to the program that this one becomes. */
void sockets_leave(FILE *handover, const int fds[POOLS]);

/* Takes one line of that into fds, which are -1 at first; false when it is about no socket. */
bool sockets_take(int fds[POOLS], const char *word, const char *rest);

/* Makes what this version has more than the one that left them; false with one line in *why, also
 * where only systemd could. */
bool sockets_complete(const struct conf *conf, int fds[POOLS], char *why, size_t size)
    __attribute__((warn_unused_result));

/* Closes them here (the workers' own stay) and removes the files that sockets_open made: who
 * connects now hears so at once, and the next master may open its own. systemd's stay. */
void sockets_close(int fds[POOLS]);

#endif
