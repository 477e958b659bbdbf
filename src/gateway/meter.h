/* What a service counts of its requests, and how it is told: the table of its metrics. All workers
 * of a master count together (base/tally.h); a process without a seat counts nothing. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_METER_H
#define ORDERD_GATEWAY_METER_H

#include <stdbool.h>
#include <stdint.h>

#include "gateway/request.h"

/* Takes a seat in the tally on a descriptor (tally_fd). Routes must be open, and `conf` must live
 * on. False: nothing will be counted. */
bool meter_join(int fd, const struct conf *conf) __attribute__((warn_unused_result));

/* A request was answered, `took_ns` after this worker took it. */
void meter_request(const struct request *r, int64_t took_ns);

/* An order was placed (E_OK), or was not. */
void meter_order(enum error refused);

/* A standby answered what it was asked, or the primary had to. */
void meter_replica(bool answered);

/* Everything as Prometheus reads it. */
void meter_write(struct buf *out);

#endif
