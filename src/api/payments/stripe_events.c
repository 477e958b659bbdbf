/* Stripe's webhook: what it tells of operations that are open here is recorded as if Stripe had
 * answered so when it was asked. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "api/payments/payments.h"
#include "base/secret_file.h"
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
    values_set(&r->values, P_EVENT_KINDS, event.kinds);
    values_set(&r->values, P_EVENT_KEY, event.key);
    values_set(&r->values, P_EVENT_REFERENCE, event.reference);
    return E_OK;
}

enum error stripe_event(struct request *r)
{
    const struct rows *operation = request_fact(r, Q_PAYMENT_EVENT_FACTS);
    struct stripe_event event = stripe_event_read(r->input);
    plan_add(&r->plan, Q_PAYMENT_EVENT);
    if (rows_count(operation) && event.outcome.state != PAY_UNKNOWN) {
        values_set(&r->values, P_OPERATION_ID, rows_text(operation, 0, "operation_id"));
        values_set(&r->values, P_ORDER_ID, rows_text(operation, 0, "order_id"));
        pay_record(r->arena, &event.outcome, &r->values, &r->plan);
    }
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_bool(&w, "received", true);
    json_close(&w, '}');
    r->replied = true;
    return E_OK;
}
