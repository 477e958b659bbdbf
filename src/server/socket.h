/* One listening Unix socket for nginx: systemd's, or one in the directory of the settings. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_SOCKET_H
#define ORDERD_SERVER_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/un.h>

#include "setting/conf.h"

/* Whether systemd passed sockets to the process `to` (sd_listen_fds(3)): this one, or its parent.
 */
bool sockets_are_passed(pid_t to);

/* The listening socket that systemd calls `name` (FileDescriptorName=), made non-blocking and
 * closed on exec; -1: there is none. */
int socket_passed(const char *name);

/* Makes NAME.sock in conf->socket_dir, for conf->socket_group alone (mode 0660), and listens on it:
 * the non-blocking descriptor, the caller's to close, and in *address the file that it then
 * removes. -1 with one line in *why. What a killed process left is replaced; what another process
 * still answers on, and any file that is no socket, is not. */
int socket_listen(const struct conf *conf, const char *name, struct sockaddr_un *address, char *why,
                  size_t size) __attribute__((warn_unused_result));

#endif
