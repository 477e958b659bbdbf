/* What every step of an order's life shares: may it be made, and what it writes. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_ORDERS_MOVE_H
#define ORDERD_API_ORDERS_MOVE_H

#include "gateway/request.h"

/* The order as it is, and the move that is asked for. */
#define move_facts(r) request_fact(r, Q_ORDER_MOVE_FACTS, Q_ORDER_CHANGE_FACTS)

/* E_FORBIDDEN, E_PRECONDITION_FAILED or E_INVALID_TRANSITION, in this order. */
enum error move_check(struct request *r) __attribute__((warn_unused_result));

/* Names the locks and the stock's part of the move: order first, then products. */
void move_begin(struct request *r);

/* Names the move itself, to `to_status`, with its history and event. */
void move_end(struct request *r, const char *to_status);

#endif
