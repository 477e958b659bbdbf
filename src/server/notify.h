/* Says how the service stands: to systemd (sd_notify(3)), and to who asked for a reload. Without
 * either, nothing is said. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_SERVER_NOTIFY_H
#define ORDERD_SERVER_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

/* A reload begins, asked for by process `asker` (0: nobody knows who); if another waits for one, it
 * is told that this one takes its place. */
void notify_reloading(pid_t asker);

/* Who waits for the reload, 0: nobody; and the same in the program that this one became. */
pid_t notify_asker(void);
void notify_asked_by(pid_t asker);

/* The start, or the reload, is done; `status` is one line. */
void notify_ready(const char *status);

/* The reload is over, nothing has changed, and `why` says why in one line. */
void notify_refused(const char *why);

/* What is going on, in one line. */
void notify_status(const char *status);

void notify_stopping(void);

/* ---- for who asks ---- */

/* Opens the socket on which this process hears how its reload went, with the credentials of who
 * says so: the caller's to close; -1 with errno. What comes is NOTIFY_HEARD at once, in the end
 * NOTIFY_DONE or NOTIFY_REFUSED, each with its line behind it. */
int notify_listen(void) __attribute__((warn_unused_result));
enum { NOTIFY_HEARD = '~', NOTIFY_DONE = '+', NOTIFY_REFUSED = '-' };

#endif
