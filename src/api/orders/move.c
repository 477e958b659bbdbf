/* Moving orders along their life. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/move.h"

#include <string.h>

#include "api/orders/orders.h"
#include "api/payments/payments.h"

enum error move_check(struct request *r)
{
    const struct rows *order = move_facts(r);
    if (!rows_true(order, 0, "permitted"))
        return E_FORBIDDEN;
    enum error error = request_if_match(r, rows_text(order, 0, "version"));
    if (error)
        return error;
    if (!rows_text(order, 0, "move")) {
        r->detail = arena_printf(r->arena, "The order is %s; that does not allow this.",
                                 rows_text(order, 0, "status"));
        return E_INVALID_TRANSITION;
    }
    return E_OK;
}

void move_begin(struct request *r)
{
    const struct rows *order = move_facts(r);
    const char *effect = rows_text(order, 0, "stock_effect");
    plan_add(&r->plan, Q_ORDER_LOCK);
    if (strcmp(effect, "none") == 0)
        return;
    values_set(&r->values, P_PRODUCT_IDS, rows_text(order, 0, "product_ids"));
    plan_add(&r->plan, Q_STOCK_LOCK);
    plan_add(&r->plan, strcmp(effect, "sell") == 0 ? Q_ORDER_SELL_STOCK : Q_ORDER_RELEASE_STOCK);
}

void move_end(struct request *r, const char *to_status)
{
    values_set(&r->values, P_MOVE, rows_text(move_facts(r), 0, "move"));
    values_set(&r->values, P_TO_STATUS, to_status);
    plan_add(&r->plan, Q_ORDER_MOVE);
}

/* Nothing of the order will be delivered: all that was paid goes back. */
static bool ends(const struct rows *order)
{
    return rows_true(order, 0, "calls_off") || strcmp(rows_text(order, 0, "move"), "delete") == 0;
}

/* Cancelling the rest of what has begun to ship leaves a shipped order, or, when all that left
 * has come back, a returned one. */
static const char *end_of(const struct rows *order)
{
    const char *end = rows_text(order, 0, "to_status");
    bool rest = strcmp(end, "returned") == 0 && rows_int(order, 0, "out") > 0;
    return rest ? "shipped" : end;
}

enum error order_move(struct request *r)
{
    enum error error = move_check(r);
    if (error)
        return error;
    const struct rows *order = move_facts(r);
    const char *end = end_of(order);
    move_begin(r);
    if (ends(order) && rows_true(order, 0, "holds_code"))
        plan_add(&r->plan, Q_DISCOUNT_GIVE_BACK);
    move_end(r, end);
    if (strcmp(rows_text(order, 0, "stock_effect"), "release") == 0)
        payment_plan_refund(r, ends(order));
    return E_OK;
}
