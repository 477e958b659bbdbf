/* Shipping orders, whole or in parts. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/move.h"
#include "api/orders/orders.h"
#include "api/orders/picks.h"

enum error order_ship(struct request *r)
{
    int64_t pieces;
    enum error error = move_check(r);
    if (!error)
        error = picks_read(r, PICKS_OPEN, &pieces);
    if (error)
        return error;
    bool whole = pieces == 0 || pieces == rows_int(move_facts(r), 0, "open");
    move_begin(r);
    move_end(r, whole ? "shipped" : "partially_shipped");
    return E_OK;
}
