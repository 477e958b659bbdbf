/* Paying for orders and giving money back. What a provider is to be asked is written as pending
 * first; the provider is asked when that is on disk; then what came of it is written. Whoever finds
 * an operation open (a retry of the client, orderctl payments settle) asks again with its key. */
/* SPDX-License-Identifier: MIT */
#include "api/payments/payments.h"

#include <string.h>

#include "gateway/deadline.h"
#include "pay/pay.h"

enum error payment_prepare(struct request *r)
{
    values_set(&r->values, P_ORDER_ID, values_get(&r->values, P_ID));
    values_set(&r->values, P_PROVIDER, r->service->conf->payment_provider);
    return E_OK;
}

/* Ends the plan: takes what was just written for this request, before anybody else can. */
static void plan_claim(struct request *r)
{
    values_set_int(&r->values, P_CLAIM_SECONDS,
                   pay_claim_seconds(r->service->conf->payment_seconds));
    plan_add(&r->plan, Q_PAYMENT_CLAIM);
}

void payment_plan_refund(struct request *r, bool all)
{
    values_set(&r->values, P_ORDER_ID, values_get(&r->values, P_ID));
    if (!all)
        plan_add(&r->plan, Q_PAYMENT_GIVE_BACK);
    plan_add(&r->plan, Q_PAYMENT_REVERSE);
    if (!all)
        plan_add(&r->plan, Q_ORDER_PAYMENT_STATUS);
    if (r->route->after)
        plan_claim(r);
}

void payment_plan_repriced(struct request *r, cents fell)
{
    if (fell == 0)
        return;
    values_set(&r->values, P_ORDER_ID, values_get(&r->values, P_ID));
    values_set(&r->values, P_TOTAL_FELL, money_text(r->arena, fell));
    if (fell > 0)
        plan_add(&r->plan, Q_PAYMENT_GIVE_BACK);
    plan_add(&r->plan, Q_ORDER_PAYMENT_STATUS);
}

/* The amount that was sent, or all there is; `too_high` when it is more than that. */
static enum error choose_amount(struct request *r, const char *most_text, int as,
                                enum error too_high)
{
    const char *sent = values_get(&r->values, P_AMOUNT);
    cents most = 0, amount = 0;
    if (!money_parse(most_text, &most) || (sent && !money_parse(sent, &amount)))
        return E_INTERNAL;
    if (!sent)
        amount = most;
    if (amount > most) {
        r->detail = arena_printf(r->arena, "At most %s %s can be.", money_text(r->arena, most),
                                 values_get(&r->values, P_CURRENCY));
        return too_high;
    }
    values_put(&r->values, as, money_text(r->arena, amount));
    return E_OK;
}

/* ---- paying ---- */

static enum error check_currency(struct request *r, const char *currency)
{
    const char *sent = values_get(&r->values, P_CURRENCY);
    if (sent && strcmp(sent, currency) != 0) {
        request_invalid(r, "/currency", "wrong_currency", "is not the order's currency", NULL);
        return E_INVALID_FIELDS;
    }
    values_set(&r->values, P_CURRENCY, currency);
    return E_OK;
}

enum error payment_create(struct request *r)
{
    const struct rows *order = request_fact(r, Q_PAYMENT_NEW);
    cents due = 0;
    if (!rows_true(order, 0, "payable")) {
        r->detail = arena_printf(r->arena, "The order is %s; it can't be paid.",
                                 rows_text(order, 0, "status"));
        return E_INVALID_TRANSITION;
    }
    enum error error = check_currency(r, rows_text(order, 0, "currency"));
    if (error)
        return error;
    if (!money_parse(rows_text(order, 0, "due"), &due) || due <= 0)
        return E_NOTHING_TO_PAY;
    error =
        choose_amount(r, rows_text(order, 0, "due"), values_name(P_PAY_AMOUNT), E_PAYMENT_TOO_HIGH);
    if (error)
        return error;
    plan_add(&r->plan, Q_PAYMENT_ORDER_LOCK);
    plan_add(&r->plan, Q_PAYMENT_CREATE);
    plan_claim(r);
    return E_OK;
}

/* Asked again while it is open, it is the same capture or void that goes on. */
enum error payment_ask(struct request *r)
{
    const struct rows *payment = request_fact(r, Q_PAYMENT_FACTS);
    const char *open = rows_text(payment, 0, "open");
    values_set(&r->values, P_ORDER_ID, rows_text(payment, 0, "order_id"));
    if (open && strcmp(open, values_get(&r->values, P_KIND)) == 0) {
        plan_claim(r);
        return E_OK;
    }
    if (open || strcmp(rows_text(payment, 0, "status"), "authorized") != 0) {
        r->detail = arena_printf(r->arena, "The payment is %s%s; that does not allow this.",
                                 rows_text(payment, 0, "status"), open ? " and changing" : "");
        return E_PAYMENT_STATE;
    }
    values_set(&r->values, P_CURRENCY, rows_text(payment, 0, "currency"));
    cents most = 0;
    if (!money_parse(rows_text(payment, 0, "most"), &most) || most <= 0)
        return E_NOTHING_TO_PAY;
    enum error error = choose_amount(r, rows_text(payment, 0, "most"), values_name(P_PAY_AMOUNT),
                                     E_PAYMENT_TOO_HIGH);
    if (error)
        return error;
    plan_add(&r->plan, Q_PAYMENT_ORDER_LOCK);
    plan_add(&r->plan, Q_PAYMENT_ASK);
    plan_claim(r);
    return E_OK;
}

/* ---- giving back ---- */

enum error refund_create(struct request *r)
{
    const struct rows *order = request_fact(r, Q_REFUND_NEW);
    if (values_get(&r->values, P_PAYMENT_ID) && !rows_true(order, 0, "has_payment")) {
        request_invalid(r, "/payment_id", "unknown_payment", "is not a payment of this order",
                        NULL);
        return E_INVALID_FIELDS;
    }
    cents room = 0;
    if (!money_parse(rows_text(order, 0, "room"), &room) || room <= 0)
        return E_REFUND_TOO_HIGH;
    values_set(&r->values, P_CURRENCY, rows_text(order, 0, "currency"));
    enum error error = choose_amount(r, rows_text(order, 0, "room"), values_name(P_REFUND_AMOUNT),
                                     E_REFUND_TOO_HIGH);
    if (error)
        return error;
    plan_add(&r->plan, Q_PAYMENT_ORDER_LOCK);
    plan_add(&r->plan, Q_REFUND_CREATE);
    plan_claim(r);
    return E_OK;
}

/* ---- after the write ---- */

/* `_state` is that of what the route asked for; a route that shows none (a cancelled order) has
 * succeeded whatever comes of its refund. */
static enum error outcome(struct request *r, bool taken_by_other)
{
    const struct rows *shown = request_answer(r, r->route->show);
    if (!shown || rows_count(shown) == 0 || !rows_have(shown, "_state"))
        return E_OK;
    const char *state = rows_text(shown, 0, "_state");
    if (strcmp(state, "succeeded") == 0)
        return E_OK;
    if (strcmp(state, "failed") != 0)
        return taken_by_other ? E_IN_PROGRESS : E_PAYMENT_PENDING;
    const char *error = rows_text(shown, 0, "_error");
    bool paying = values_has(&r->values, P_METHOD);
    request_invalid(r, paying ? "/method" : "", error ? error : "refused",
                    "the payment provider refused it", NULL);
    return paying ? E_PAYMENT_DECLINED : E_PAYMENT_REFUSED;
}

enum error payment_follow(struct request *r)
{
    const struct conf *conf = r->service->conf;
    const struct rows *claimed = request_answer(r, Q_PAYMENT_CLAIM);
    bool replayed = r->done.count == 0;
    if (replayed) {
        plan_claim(r);
        r->after = payment_follow;
        return E_OK;
    }
    if (!claimed || rows_count(claimed) == 0)
        return outcome(r, claimed);
    enum pay_state state = pay_ask_claimed(conf, deadline_seconds(r, conf->payment_seconds),
                                           r->arena, claimed, &r->values, &r->plan);
    if (state != PAY_UNKNOWN) /* else whatever is due besides would only wait as long */
        plan_claim(r);
    r->after = payment_follow;
    return E_OK;
}
