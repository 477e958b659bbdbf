/* Stripe's webhook: what it tells of operations is recorded as if Stripe had answered so when it
 * was asked. What was done without our asking (in Stripe's dashboard, by time, by a bank) becomes
 * an operation of its own, in whatever order it is told. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "api/payments/payments.h"
#include "base/secret_file.h"
#include "base/words.h"
#include "pay/stripe_event.h"

enum error stripe_event_prepare(struct request *r)
{
    char secret[SECRET_MOST];
    const char *header = request_param(r, "HTTP_STRIPE_SIGNATURE");
    const char *file = r->service->conf->stripe_webhook_secret_file;
    if (!header || !*file || !secret_file_read(file, secret) ||
        !stripe_signature_fits(r->arena, header, r->body, r->body_length, secret, time(NULL)))
        return E_BAD_SIGNATURE;
    struct stripe_event event = stripe_event_read(r->input);
    values_set(&r->values, P_PROVIDER, "stripe");
    values_set(&r->values, P_EVENT_ID, values_get(&r->values, P_ID));
    values_set(&r->values, P_EVENT_TYPE, values_get(&r->values, P_TYPE));
    values_set(&r->values, P_EVENT_KEY, event.key);
    values_set(&r->values, P_EVENT_REFERENCE, event.reference);
    values_set(&r->values, P_EVENT_PAYMENT, event.payment);
    return E_OK;
}

static cents read_money(const char *text)
{
    cents amount = 0;
    return money_parse(text, &amount) ? amount : 0;
}

static void record(struct request *r, const char *operation_id, cents amount,
                   const struct stripe_event *event)
{
    values_set(&r->values, P_OPERATION_ID, operation_id);
    values_set(&r->values, P_TOLD_AMOUNT, amount > 0 ? money_text(r->arena, amount) : NULL);
    pay_record(r->arena, &event->outcome, &r->values, &r->plan);
}

static void note(struct request *r, const struct rows *payment, cents amount,
                 const struct stripe_event *event)
{
    values_set(&r->values, P_TOLD_PAYMENT, rows_text(payment, 0, "payment_id"));
    values_set(&r->values, P_TOLD_KIND, event->means);
    values_set(&r->values, P_TOLD_BY, event->by);
    plan_add(&r->plan, Q_PAYMENT_NOTE);
    record(r, rows_text(payment, 0, "next_id"), amount, event);
}

/* What was not captured of a hold is no refund, though older versions have one of it. What seems to
 * come back while we ask for it too, or after all of it has, is told again later: something else is
 * still to be told. What is disputed may come back meanwhile. One that has
 * failed is noted in any case, so that a late word of its beginning says nothing. */
static enum error hear_refund(struct request *r, const struct rows *payment,
                              const struct stripe_event *event)
{
    if (event->amount <= 0 || (event->calls_rests_refunds &&
                               event->amount == read_money(rows_text(payment, 0, "uncaptured"))))
        return E_OK;
    cents missing = event->amount - read_money(rows_text(payment, 0, "room"));
    if (missing > 0 && event->outcome.state != PAY_FAILED) {
        if (missing > read_money(rows_text(payment, 0, "disputed")))
            return E_EVENT_EARLY;
        plan_add(&r->plan, Q_PAYMENT_DISPUTE_FITS);
    }
    note(r, payment, event->amount, event);
    return E_OK;
}

/* Also of what was given back, as far as is known: it may fail yet. That a bank has taken that is
 * told again later: one of the two is going to fail. */
static enum error hear_dispute(struct request *r, const struct rows *payment,
                               const struct stripe_event *event)
{
    if (event->outcome.state == PAY_SUCCEEDED && read_money(rows_text(payment, 0, "room")) == 0)
        return E_EVENT_EARLY;
    if (event->amount > 0)
        note(r, payment, event->amount, event);
    return E_OK;
}

/* The end of a hold, whatever it was being asked for. */
static void hear_end(struct request *r, const struct rows *payment, cents amount,
                     const struct stripe_event *event)
{
    if (!rows_true(payment, 0, "is_held"))
        return;
    values_set(&r->values, P_OPEN_ID, rows_text(payment, 0, "open_id"));
    plan_add(&r->plan, Q_PAYMENT_GIVE_WAY);
    note(r, payment, amount, event);
}

static void hear_payment(struct request *r, const struct rows *payment,
                         const struct stripe_event *event)
{
    const char *open = rows_text(payment, 0, "open");
    cents most = read_money(rows_text(payment, 0, "uncaptured"));
    cents amount = event->amount < most ? event->amount : most;
    if (open && words_have(event->answers, open))
        record(r, rows_text(payment, 0, "open_id"), amount, event);
    else if (event->means)
        hear_end(r, payment, amount, event);
}

/* What has been told of before. A bank that takes what was given back: that is going to fail. */
static enum error hear_again(struct request *r, const struct rows *payment,
                             const struct stripe_event *event)
{
    if (event->outcome.state == PAY_SUCCEEDED && rows_true(payment, 0, "is_given_back"))
        return E_EVENT_EARLY;
    if (event->outcome.state != PAY_UNKNOWN)
        record(r, rows_text(payment, 0, "told_id"), 0, event);
    return E_OK;
}

/* A payment of which the id is not known yet may be the one that something comes back of. */
static enum error hear(struct request *r, const struct rows *payment,
                       const struct stripe_event *event)
{
    if (!rows_text(payment, 0, "payment_id"))
        return event->is_refund && rows_true(payment, 0, "coming") ? E_EVENT_EARLY : E_OK;
    values_set(&r->values, P_ORDER_ID, rows_text(payment, 0, "order_id"));
    plan_add(&r->plan, Q_PAYMENT_LOCK);
    if (event->is_refund && rows_text(payment, 0, "told_id"))
        return hear_again(r, payment, event);
    if (event->is_refund && rows_true(payment, 0, "is_held")) /* it comes back before it is here */
        return E_EVENT_EARLY;
    if (event->is_refund)
        return strcmp(event->by, "bank") == 0 ? hear_dispute(r, payment, event)
                                              : hear_refund(r, payment, event);
    hear_payment(r, payment, event);
    return E_OK;
}

enum error stripe_event(struct request *r)
{
    const struct rows *payment = request_fact(r, Q_PAYMENT_EVENT_FACTS);
    struct stripe_event event = stripe_event_read(r->input);
    plan_add(&r->plan, Q_PAYMENT_EVENT);
    enum error error = hear(r, payment, &event);
    if (error)
        return error;
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_bool(&w, "received", true);
    json_close(&w, '}');
    r->replied = true;
    return E_OK;
}
