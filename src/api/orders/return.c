/* What comes back: asked for by those who see the order, received by managers. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/move.h"
#include "api/orders/orders.h"
#include "api/orders/picks.h"
#include "api/payments/payments.h"

/* Order, products, then the return: its pieces, its money and the move. */
static void plan_receipt(struct request *r, int64_t pieces)
{
    const struct rows *order = move_facts(r);
    const char *status = rows_text(order, 0, "status");
    bool whole = !rows_true(order, 0, "holds_stock") && pieces == rows_int(order, 0, "out");
    values_set(&r->values, P_PRODUCT_IDS, rows_text(order, 0, "product_ids"));
    plan_add(&r->plan, Q_STOCK_LOCK);
    plan_add(&r->plan, Q_RETURN_RECEIVE);
    move_end(r, whole ? "returned" : status);
    payment_plan_refund(r, false);
}

enum error order_return(struct request *r)
{
    int64_t pieces;
    enum error error = move_check(r);
    if (!error)
        error = picks_read(r, PICKS_OUT, &pieces);
    if (error)
        return error;
    bool received = r->role >= ROLE_MANAGER;
    values_set(&r->values, P_RETURN_ID, rows_text(request_fact(r, Q_RETURN_NEW), 0, "return_id"));
    if (!received) {
        plan_add(&r->plan, Q_ME_LOCK);
        plan_add(&r->plan, Q_RETURNS_BOUND);
    }
    move_begin(r);
    plan_add(&r->plan, Q_RETURN_CREATE);
    if (received)
        plan_receipt(r, pieces);
    else
        move_end(r, rows_text(move_facts(r), 0, "status"));
    return E_OK;
}

enum error return_receive(struct request *r)
{
    int64_t pieces;
    enum error error = move_check(r);
    if (!error && !rows_true(request_fact(r, Q_RETURN_GET), 0, "requested"))
        error = E_RETURN_RECEIVED;
    if (!error)
        error = picks_read(r, PICKS_OUT, &pieces);
    if (error)
        return error;
    move_begin(r);
    plan_receipt(r, pieces);
    return E_OK;
}
