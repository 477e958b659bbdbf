/* Whether what the statements answer is what the routes promise. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_ROUTE_FIT_H
#define ORDERD_GATEWAY_ROUTE_FIT_H

#include <stdbool.h>
#include <stddef.h>

struct db;

/* Checks that the statements that answer have the columns their schemas name, and those of a list
 * what its cursor and its total need; false with one line in *why that names the row. Run whenever
 * a worker has connected. */
bool routes_fit(struct db *db, char *why, size_t size) __attribute__((warn_unused_result));

#endif
