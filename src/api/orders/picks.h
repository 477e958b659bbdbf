/* Which lines of an order a shipment or a return takes, and how many pieces of each. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_ORDERS_PICKS_H
#define ORDERD_API_ORDERS_PICKS_H

#include <stdint.h>

#include "gateway/request.h"

/* How many pieces of a line there are to take: those that have not left yet, or those that have and
 * are not back. */
enum picks_of { PICKS_OPEN, PICKS_OUT };

/* Reads the request's items (Q_ORDER_LINES_NAMED or Q_RETURN_LINES), items of one line summed, into
 * the values line_ids, line_quantities and line_restocks (arrays of PostgreSQL), and gives the sum
 * of the pieces; no items leave those values unset. E_INVALID_FIELDS with every item that names no
 * line, or E_QUANTITY_EXCEEDED with every line of which more is asked than there is. */
enum error picks_read(struct request *r, enum picks_of of, int64_t *pieces)
    __attribute__((warn_unused_result));

#endif
