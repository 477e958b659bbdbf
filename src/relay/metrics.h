/* The relay's metrics: what its desks counted, and how things stand in the database. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_METRICS_H
#define ORDERD_RELAY_METRICS_H

#include "base/buf.h"
#include "relay/desk.h"

/* Writes them as Prometheus reads them (base/metric_text.h), by one round trip of a few
 * milliseconds. While the database does not answer, what was counted is all there is. */
void metrics_write(struct desk *desk, struct buf *out);

#endif
