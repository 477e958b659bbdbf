/* Where nginx brings those who listen: HTTP on the relay's socket. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_DOOR_H
#define ORDERD_RELAY_DOOR_H

#include "base/buf.h"
#include "relay/audience.h"
#include "setting/conf.h"

struct evhttp_request;
struct event_base;

/* Somebody who may listen. The request is the callee's. `last_event_id` may be NULL. */
typedef void door_guest(void *context, struct evhttp_request *request, const struct caller *caller,
                        const char *last_event_id);

/* Writes what is answered to GET /metrics (base/metric_text.h). */
typedef void door_teller(void *context, struct buf *out);

/* Opens relay.sock (or systemd's socket of the name relay) and hands each caller for whom there is
 * room in `audience` to `welcome`. NULL with one line in *why. */
struct door *door_open(struct event_base *base, const struct conf *conf,
                       const struct audience *audience, door_guest *welcome, void *context,
                       char *why, size_t size);

/* Who asks for /metrics, which nginx lets nobody from outside, is told them from now on. */
void door_tells(struct door *door, door_teller *tell);

/* Nobody comes in any more; the socket's file goes. Who is inside stays. */
void door_shut(struct door *door);
void door_free(struct door *door);

#endif
