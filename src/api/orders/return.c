/* What comes back: asked for by those who see the order, received or rejected by managers. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "api/orders/move.h"
#include "api/orders/orders.h"
#include "api/orders/picks.h"
#include "api/payments/payments.h"

/* What goes back is for managers to say. */
static bool sends_refund(const struct request *r)
{
    return values_has(&r->values, P_REFUND) || values_has(&r->values, P_REFUND_AMOUNT) ||
           values_has(&r->values, P_REFUND_SHIPPING) || values_has(&r->values, P_CUSTOMER_NOTE);
}

static enum error check_refund(struct request *r)
{
    const char *refund = values_get(&r->values, P_REFUND);
    if (!refund || strcmp(refund, "none") != 0 || !values_get(&r->values, P_REFUND_AMOUNT))
        return E_OK;
    request_invalid(r, "/refund_amount", "exactly_one", "does not go with refund none", NULL);
    return E_INVALID_FIELDS;
}

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
    bool received = r->role >= ROLE_MANAGER;
    if (!received && sends_refund(r))
        return E_FORBIDDEN;
    enum error error = move_check(r);
    if (!error)
        error = check_refund(r);
    if (!error)
        error = picks_read(r, PICKS_OUT, &pieces);
    if (error)
        return error;
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

/* E_RETURN_RECEIVED or E_RETURN_ENDED for what is not asked for any more. */
static enum error check_requested(struct request *r)
{
    const struct rows *back = request_fact(r, Q_RETURN_GET);
    if (rows_true(back, 0, "requested"))
        return E_OK;
    if (strcmp(rows_text(back, 0, "status"), "received") == 0)
        return E_RETURN_RECEIVED;
    r->detail = arena_printf(r->arena, "This return is %s.", rows_text(back, 0, "status"));
    return E_RETURN_ENDED;
}

enum error return_receive(struct request *r)
{
    int64_t pieces;
    enum error error = move_check(r);
    if (!error)
        error = check_requested(r);
    if (!error)
        error = check_refund(r);
    if (!error)
        error = picks_read(r, PICKS_OUT, &pieces);
    if (error)
        return error;
    move_begin(r);
    if (values_has(&r->values, P_ITEMS))
        plan_add(&r->plan, Q_RETURN_SPLIT);
    plan_receipt(r, pieces);
    return E_OK;
}

/* Nothing of it comes; the order stays where it is. */
static enum error end(struct request *r, const char *status)
{
    enum error error = move_check(r);
    if (!error)
        error = check_requested(r);
    if (error)
        return error;
    values_set(&r->values, P_RETURN_STATUS, status);
    move_begin(r);
    plan_add(&r->plan, Q_RETURN_END);
    move_end(r, rows_text(move_facts(r), 0, "status"));
    return E_OK;
}

enum error return_reject(struct request *r)
{
    return end(r, "rejected");
}

enum error return_withdraw(struct request *r)
{
    if (!rows_true(request_fact(r, Q_RETURN_GET), 0, "mine"))
        return E_FORBIDDEN;
    return end(r, "withdrawn");
}
