/* One JSON object a line on stderr, with the request id on every line of a request. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_LOG_H
#define ORDERD_BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below `level` are dropped. `who` (for example "api") names the process in each line. */
void log_setup(enum log_level level, const char *who);

/* The same by the level's name; one that is none is "info". */
void log_begin(const char *level, const char *who);

/* "debug" … "error" → level; false when the name is none of them. */
bool log_level_parse(const char *name, enum log_level *level);

/* The id written with each line from now on; NULL for none. Not copied. */
void log_request_id(const char *id);

/* log_event(LOG_INFO, "request", "method", "GET", "path", "/orders", NULL): the event, then
 * pairs of member and text, ended by NULL; a NULL text is written as null. The caller never
 * passes a password, token or key. One write(2) a line, so lines of processes do not mix. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

#endif
