/* From rows to providers and back. */
/* SPDX-License-Identifier: MIT */
#include "pay/pay.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum { ERROR_MOST = 100, CLAIM_MARGIN = 10 };

static const struct provider *const providers[] = {&simulated, &stripe};

static const struct provider *provider_named(const char *name)
{
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
        if (strcmp(providers[i]->name, name) == 0)
            return providers[i];
    }
    return NULL;
}

static pay_ask *ask_of(const struct provider *provider, const char *kind)
{
    const struct {
        const char *kind;
        pay_ask *ask;
    } asks[] = {
        {"authorize", provider->authorize},
        {"capture", provider->capture},
        {"refund", provider->refund},
        {"void", provider->void_},
    };
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        if (strcmp(asks[i].kind, kind) == 0)
            return asks[i].ask;
    }
    abort(); /* the type operation_kind has no other */
}

static struct pay_operation operation_of(const struct rows *row)
{
    struct pay_operation operation = {
        .key = rows_text(row, 0, "idempotency_key"),
        .method = rows_text(row, 0, "method"),
        .reference = rows_text(row, 0, "provider_reference"),
        .own_reference = rows_text(row, 0, "own_reference"),
        .currency = rows_text(row, 0, "currency"),
        .order_number = rows_text(row, 0, "order_number"),
        .attempt = rows_int(row, 0, "attempts"),
        .captures = rows_true(row, 0, "captures"),
    };
    if (!money_parse(rows_text(row, 0, "amount"), &operation.amount))
        abort(); /* numeric(12,2) is always money */
    return operation;
}

bool pay_is_elsewhere(const struct conf *conf)
{
    const struct provider *provider = provider_named(conf->payment_provider);
    return provider && provider->is_elsewhere;
}

int pay_claim_seconds(const struct conf *conf)
{
    return conf->payment_seconds + CLAIM_MARGIN;
}

enum pay_state pay_ask_claimed(const struct conf *conf, int seconds, struct arena *arena,
                               const struct rows *claimed, struct values *values, struct plan *plan)
{
    const struct provider *provider = provider_named(rows_text(claimed, 0, "provider"));
    struct pay_operation operation = operation_of(claimed);
    struct pay_outcome outcome = {.error = provider ? "no_time_left" : "provider_unknown"};
    operation.seconds = seconds;
    if (provider && seconds > 0)
        outcome = ask_of(provider, rows_text(claimed, 0, "kind"))(conf, arena, &operation);
    if (outcome.state == PAY_UNKNOWN)
        log_event(LOG_WARN, "payment open", "provider", rows_text(claimed, 0, "provider"),
                  "operation", rows_text(claimed, 0, "operation_id"), "why", outcome.error, NULL);
    values_set(values, "operation_id", rows_text(claimed, 0, "operation_id"));
    values_set(values, "order_id", rows_text(claimed, 0, "order_id"));
    pay_record(arena, &outcome, values, plan);
    return outcome.state;
}

void pay_record(struct arena *arena, const struct pay_outcome *outcome, struct values *values,
                struct plan *plan)
{
    static const char *const states[] = {"unknown", "succeeded", "failed"};
    values_set(values, "operation_state", states[outcome->state]);
    values_set(values, "operation_reference", outcome->reference);
    values_set(values, "operation_error",
               outcome->error ? arena_printf(arena, "%.*s", ERROR_MOST, outcome->error) : NULL);
    plan_add(plan, Q_PAYMENT_LOCK);
    plan_add(plan, Q_PAYMENT_RECORD);
    plan_add(plan, Q_PAYMENT_REVERSE);
    plan_add(plan, Q_PAYMENT_OVERPAID);
    plan_add(plan, Q_ORDER_PAYMENT_STATUS);
}
