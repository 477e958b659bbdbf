/* Prometheus' text format, version 0.0.4: a family of metrics is its HELP and TYPE, then a line for
 * each of its series. https://prometheus.io/docs/instrumenting/exposition_formats/ */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_METRIC_TEXT_H
#define ORDERD_BASE_METRIC_TEXT_H

#include <stdint.h>

#include "base/buf.h"

#define METRIC_MEDIA_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Begins a family; `type` is counter, gauge or histogram, `help` one line. */
void metric_head(struct buf *out, const char *name, const char *type, const char *help);

/* Adds name="value" to the labels of a series; what the format can't hold of a value is escaped. */
void metric_label(struct buf *labels, const char *name, const char *value);

/* One line: name and suffix ("" or "_sum"), labels as metric_label made them or "", and the value.
 */
void metric_count(struct buf *out, const char *name, const char *suffix, const char *labels,
                  uint64_t value);
void metric_text(struct buf *out, const char *name, const char *labels, const char *value);
void metric_number(struct buf *out, const char *name, const char *suffix, const char *labels,
                   double value);

#endif
