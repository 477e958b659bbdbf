/* Whether the table of routes is sound: asked before a worker serves, and by make check, so that no
 * user meets a row that can't work. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_ROUTE_CHECK_H
#define ORDERD_GATEWAY_ROUTE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* Checks all rows that are open (routes_open), each by itself and beside the others; false with
 * one line in *why that names the row: "POST /orders: creates, and shows nothing". */
bool routes_check(char *why, size_t size) __attribute__((warn_unused_result));

#endif
