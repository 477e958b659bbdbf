/* Which lines of an order a shipment or a return takes, and how many pieces of each. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_ORDERS_PICKS_H
#define ORDERD_API_ORDERS_PICKS_H

#include <stdint.h>

#include "gateway/request.h"

/* Reads the request's items (the second of its facts, Q_ORDER_LINES_NAMED), items of one line
 * summed, into the values line_ids, line_quantities and line_restocks (arrays of PostgreSQL), and
 * gives the sum of the pieces; no items leave those values unset. `most` is the column that says
 * how many pieces of a line there are to take. E_INVALID_FIELDS with every item that names no
 * line, or E_QUANTITY_EXCEEDED with every line of which more is asked than there is. */
enum error picks_read(struct request *r, const char *most, int64_t *pieces)
    __attribute__((warn_unused_result));

#endif
