/* Lines of metrics. */
/* SPDX-License-Identifier: MIT */
#include "base/metric_text.h"

#include <inttypes.h>
#include <math.h>

void metric_head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void metric_label(struct buf *labels, const char *name, const char *value)
{
    buf_printf(labels, "%s%s=\"", labels->length ? "," : "", name);
    for (; *value; value++) {
        if (*value == '\n')
            buf_text(labels, "\\n");
        else if (*value == '"' || *value == '\\')
            buf_printf(labels, "\\%c", *value);
        else
            buf_char(labels, *value);
    }
    buf_char(labels, '"');
}

static void write_series(struct buf *out, const char *name, const char *suffix, const char *labels)
{
    buf_printf(out, *labels ? "%s%s{%s} " : "%s%s%s ", name, suffix, labels);
}

void metric_count(struct buf *out, const char *name, const char *suffix, const char *labels,
                  uint64_t value)
{
    write_series(out, name, suffix, labels);
    buf_printf(out, "%" PRIu64 "\n", value);
}

void metric_text(struct buf *out, const char *name, const char *labels, const char *value)
{
    write_series(out, name, "", labels);
    buf_printf(out, "%s\n", value);
}

/* To a millionth, which is what is told of seconds; what is whole is told so. */
void metric_number(struct buf *out, const char *name, const char *suffix, const char *labels,
                   double value)
{
    write_series(out, name, suffix, labels);
    buf_printf(out, value == floor(value) ? "%.0f\n" : "%.6f\n", value);
}
