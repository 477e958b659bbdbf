/* Placing orders. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/orders.h"

#include <inttypes.h>
#include <string.h>

#include "api/orders/price.h"
#include "base/crypto.h"
#include "gateway/language.h"
#include "gateway/meter.h"

/* ---- for whom ---- */

enum error order_check_customer(struct request *r)
{
    const char *wanted = values_get(&r->values, P_CUSTOMER_ID);
    const char *own = values_get(&r->values, P_ME_CUSTOMER_ID);
    if (!wanted)
        return E_OK;
    if (r->role == ROLE_CUSTOMER && (!own || strcmp(wanted, own) != 0))
        return E_FORBIDDEN;
    if (rows_text(request_fact(r, Q_ORDER_CONTEXT, Q_ORDER_CHANGE_FACTS), 0, "customer_id"))
        return E_OK;
    request_invalid(r, "/customer_id", "unknown_customer", "is not a customer", NULL);
    return E_INVALID_FIELDS;
}

/* ---- place ---- */

/* A staff order over the department's threshold waits for approval; one within it takes from
 * the month's budget, and waits when that is not enough (decided under the lock). */
static void apply_policy(struct request *r, const struct pricing *pricing)
{
    const struct rows *context = request_fact(r, Q_ORDER_CONTEXT);
    bool bound = rows_true(context, 0, "policy_binds");
    bool over = bound && price_exceeds(pricing->total, rows_text(context, 0, "approval_threshold"));
    values_set_bool(&r->values, P_NEEDS_APPROVAL, over);
    values_set_bool(&r->values, P_TAKES_BUDGET,
                    bound && !over && rows_text(context, 0, "monthly_budget"));
}

static void set_order(struct request *r, const struct pricing *pricing)
{
    const struct rows *context = request_fact(r, Q_ORDER_CONTEXT);
    uint32_t tail;
    crypto_random(&tail, sizeof tail);
    values_set(
        &r->values, P_ORDER_NUMBER,
        arena_printf(r->arena, "ORD-%s-%08" PRIX32, rows_text(context, 0, "order_day"), tail));
    values_set(&r->values, P_BUDGET_MONTH, rows_text(context, 0, "budget_month"));
    values_set(&r->values, P_CURRENCY, rows_text(context, 0, "currency"));
    values_set(&r->values, P_MONTHLY_BUDGET, rows_text(context, 0, "monthly_budget"));
    values_set(&r->values, P_ORDER_CUSTOMER_ID, rows_text(context, 0, "customer_id"));
    /* Staff order for others, whose language theirs is not. */
    values_set(&r->values, P_LANGUAGES, r->role == ROLE_CUSTOMER ? request_languages(r) : NULL);
    price_bind(r, pricing);
}

/* A draft is only noted down: nothing is checked against the stock, and nothing held. */
static bool is_draft(const struct request *r)
{
    const char *status = values_get(&r->values, P_STATUS);
    return status && strcmp(status, "draft") == 0;
}

void order_count(const struct request *r)
{
    if (is_draft(r) || request_is_dry(r))
        return;
    if (r->refused || r->done.count) /* nothing is done for a key that was used */
        meter_order(r->refused);
}

enum error order_place(struct request *r)
{
    struct pricing pricing;
    enum error error = order_check_customer(r);
    if (!error)
        error = price_order(r, &pricing);
    if (!error && !is_draft(r))
        error = price_check_stock(r, &pricing);
    if (error)
        return price_refuse(r, error);
    set_order(r, &pricing);
    if (is_draft(r)) {
        plan_add(&r->plan, Q_ME_LOCK);
        plan_add(&r->plan, Q_DRAFTS_BOUND);
        plan_add(&r->plan, Q_ORDER_DRAFT);
        price_audit(r);
        return E_OK;
    }
    apply_policy(r, &pricing);
    plan_add(&r->plan, Q_STOCK_LOCK);
    plan_add(&r->plan, Q_ORDER_PLACE);
    price_audit(r);
    return E_OK;
}
