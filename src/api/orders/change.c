/* Changing orders that have not left, and placing drafts. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "api/orders/move.h"
#include "api/orders/orders.h"
#include "api/orders/price.h"
#include "api/payments/payments.h"

/* The part of an order that is the managers', and can be changed until it is delivered. */
static const enum parameter managers_fields[] = {
    P_STATUS, P_NOTE, P_CUSTOMER_NOTE, P_INTERNAL_NOTES, P_TRACKING_NUMBER, P_CARRIER};

static bool sends_managers_fields(const struct request *r)
{
    for (size_t i = 0; i < sizeof managers_fields / sizeof *managers_fields; i++) {
        if (values_has(&r->values, managers_fields[i]))
            return true;
    }
    return false;
}

enum error order_change_action(struct request *r)
{
    static const enum parameter buyers_fields[] = {
        P_ITEMS,           P_CUSTOMER_ID,    P_SHIPPING_ADDRESS,
        P_BILLING_ADDRESS, P_CUSTOMER_NOTES, P_PAYMENT_METHOD,
        P_SHIPPING_METHOD, P_DISCOUNT,       P_DISCOUNT_CODE};
    bool buyers = false;
    for (size_t i = 0; i < sizeof buyers_fields / sizeof *buyers_fields; i++)
        buyers = buyers || values_has(&r->values, buyers_fields[i]);
    bool sets_shipping = values_has(&r->values, P_SHIPPING_COST);
    bool managers = sends_managers_fields(r) || sets_shipping;
    if (values_has(&r->values, P_STATUS)) { /* it names the move */
        if (!buyers && !sets_shipping)
            return E_OK;
        request_invalid(
            r, "/status", "not_allowed",
            "goes only with note, customer_note, internal_notes, tracking_number and carrier",
            NULL);
        return E_INVALID_FIELDS;
    }
    values_set(&r->values, P_ACTION, managers && !buyers ? "annotate" : "edit");
    return E_OK;
}

/* PostgreSQL's own decimals always parse. */
static cents money(const char *text)
{
    cents amount = 0;
    if (!money_parse(text, &amount))
        abort();
    return amount;
}

/* The money as it is, but for the shipping that a manager sets. */
static enum error keep_prices(struct request *r, struct pricing *pricing)
{
    const struct rows *facts = request_fact(r, Q_ORDER_CHANGE_FACTS);
    *pricing = (struct pricing){.subtotal = money(rows_text(facts, 0, "old_subtotal")),
                                .discount = money(rows_text(facts, 0, "old_discount")),
                                .tax = money(rows_text(facts, 0, "old_tax")),
                                .tax_included = rows_true(facts, 0, "tax_included"),
                                .shipping_cost = money(rows_text(facts, 0, "old_shipping_cost")),
                                .shipping_tax = money(rows_text(facts, 0, "old_shipping_tax"))};
    enum error error = price_agree_shipping(r, pricing);
    price_total(pricing);
    return error;
}

/* Whether something was sent that the lines' money hangs on: that of shipping does where shipping
 * is taxed. */
static bool sends_money(const struct request *r)
{
    const struct rows *facts = request_fact(r, Q_ORDER_CHANGE_FACTS);
    bool taxed = rows_true(facts, 0, "had_own_money") && rows_true(facts, 0, "taxes_shipping");
    return values_has(&r->values, P_ITEMS) || values_has(&r->values, P_DISCOUNT) ||
           values_has(&r->values, P_DISCOUNT_CODE) ||
           (taxed && values_has(&r->values, P_SHIPPING_COST));
}

/* What was sold stays as it was sold; not in another currency than that of the order. */
static enum error price_lines_anew(struct request *r, struct pricing *pricing)
{
    return rows_true(request_fact(r, Q_ORDER_CHANGE_FACTS), 0, "currency_stands")
               ? price_order(r, pricing)
               : E_CURRENCY_CHANGED;
}

/* As when an order is placed; one that holds budget goes on holding it, whoever changes it. True
 * when it takes from the budget. */
static bool apply_policy(struct request *r, cents total)
{
    const struct rows *facts = request_fact(r, Q_ORDER_CHANGE_FACTS);
    const char *threshold = rows_text(facts, 0, "approval_threshold");
    const char *limit = rows_text(facts, 0, "monthly_budget");
    bool bound = rows_true(facts, 0, "policy_binds"), held = rows_true(facts, 0, "holds_budget");
    bool counted = rows_true(facts, 0, "payable");
    cents old = counted ? money(rows_text(facts, 0, "old_total")) : 0;
    bool counts = total != old && rows_true(facts, 0, "will_be_payable");
    bool over = counts && bound && price_exceeds(total, threshold);

    bool takes = counts && !over && (held || (bound && limit));

    values_set_bool(&r->values, P_NEEDS_APPROVAL, over);
    values_set_bool(&r->values, P_TAKES_BUDGET, takes);
    values_set(&r->values, P_BUDGET_CHANGE, money_text(r->arena, held ? total - old : total));
    values_set(&r->values, P_BUDGET_LIMIT, bound ? limit : NULL);
    values_set(&r->values, P_BUDGET_MONTH, rows_text(facts, 0, "budget_month"));
    return takes;
}

/* The money is as it was, but for the shipping. */
static void bind_kept(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_ORDER_CHANGE_FACTS);
    values_set(&r->values, P_TAXES, rows_text(facts, 0, "old_taxes"));
    values_set(&r->values, P_DISCOUNT_TERMS, rows_text(facts, 0, "old_terms"));
}

/* The code that the order had, and the one that it has now. A draft holds none. */
static void plan_codes(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_ORDER_CHANGE_FACTS);
    bool replaces = values_has(&r->values, P_DISCOUNT) || values_has(&r->values, P_DISCOUNT_CODE);
    if (replaces && rows_true(facts, 0, "holds_code"))
        plan_add(&r->plan, Q_DISCOUNT_GIVE_BACK);
    if (values_get(&r->values, P_TAKES_CODE) && rows_true(facts, 0, "will_hold_stock"))
        plan_add(&r->plan, Q_DISCOUNT_TAKE);
}

/* Order, products by id, the code, the department's month. */
static void plan_change(struct request *r, struct pricing *pricing, const char *to_status)
{
    const struct rows *facts = request_fact(r, Q_ORDER_CHANGE_FACTS);
    price_bind(r, pricing);
    if (!pricing->count)
        bind_kept(r);
    bool takes_budget = apply_policy(r, pricing->total);
    values_set_bool(&r->values, P_WAS_RESERVED, rows_true(facts, 0, "holds_stock"));
    values_set_bool(&r->values, P_RESERVES, rows_true(facts, 0, "will_hold_stock"));
    values_set(&r->values, P_ORDER_CUSTOMER_ID, rows_text(facts, 0, "customer_id"));
    values_set(&r->values, P_MOVE, rows_text(facts, 0, "move"));
    values_set(&r->values, P_TO_STATUS, to_status);

    plan_add(&r->plan, Q_ORDER_LOCK);
    if (pricing->count) {
        plan_add(&r->plan, Q_ORDER_STOCK_LOCK);
        plan_add(&r->plan, Q_ORDER_RELINE);
        plan_codes(r);
    }
    if (takes_budget)
        plan_add(&r->plan, Q_DEPARTMENT_MONTH_ENSURE);
    plan_add(&r->plan, Q_ORDER_CHANGE);
    price_audit(r);
}

enum error order_change(struct request *r)
{
    struct pricing pricing;
    if (r->role < ROLE_MANAGER && sends_managers_fields(r))
        return E_FORBIDDEN;
    if (values_has(&r->values, P_STATUS))
        return order_move(r);
    enum error error = move_check(r);
    if (!error)
        error = order_check_customer(r);
    if (error)
        return error;
    const struct rows *facts = request_fact(r, Q_ORDER_CHANGE_FACTS);
    const char *status = rows_text(facts, 0, "status");
    error = sends_money(r) ? price_lines_anew(r, &pricing) : keep_prices(r, &pricing);
    if (!error && rows_true(facts, 0, "holds_stock"))
        error = price_check_stock(r, &pricing);
    if (error)
        return price_refuse(r, error);
    plan_change(r, &pricing, status);
    payment_plan_repriced(r, money(rows_text(facts, 0, "old_total")) - pricing.total);
    return E_OK;
}

enum error order_place_draft(struct request *r)
{
    struct pricing pricing;
    enum error error = move_check(r);
    if (!error)
        error = price_lines_anew(r, &pricing);
    if (!error)
        error = price_check_stock(r, &pricing);
    if (error)
        return price_refuse(r, error);
    plan_change(r, &pricing, rows_text(request_fact(r, Q_ORDER_CHANGE_FACTS), 0, "to_status"));
    return E_OK;
}
