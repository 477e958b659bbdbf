/* The table of routes as lines of text, for review and for tests. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DESCRIBE_ROUTES_H
#define ORDERD_DESCRIBE_ROUTES_H

#include <stdio.h>

/* A line a route, sorted by path and method: these, least role and pool, then what else its row
 * says, as words ("creates") and name=value ("show=order_get"). */
void routes_write(FILE *out);

#endif
