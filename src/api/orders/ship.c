/* Shipping orders, whole or in parts, and what was not so after all. */
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

enum error shipment_mend(struct request *r)
{
    enum error error = move_check(r);
    if (error)
        return error;
    move_begin(r);
    plan_add(&r->plan, Q_SHIPMENT_MEND);
    move_end(r, rows_text(move_facts(r), 0, "status"));
    return E_OK;
}

enum error shipment_undo(struct request *r)
{
    const struct rows *shipment = request_fact(r, Q_SHIPMENT_GET);
    enum error error = move_check(r);
    if (error)
        return error;
    if (rows_true(shipment, 0, "is_back")) {
        r->detail = "Pieces of it have come back, or are asked to be taken back.";
        return E_QUANTITY_EXCEEDED;
    }
    move_begin(r);
    values_set(&r->values, P_PRODUCT_IDS, rows_text(move_facts(r), 0, "product_ids"));
    plan_add(&r->plan, Q_STOCK_LOCK);
    plan_add(&r->plan, Q_SHIPMENT_UNDO);
    move_end(r, rows_text(shipment, 0, "becomes"));
    return E_OK;
}
