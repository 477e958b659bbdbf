/* From rows to providers and back. */
/* SPDX-License-Identifier: MIT */
#include "pay/pay.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

enum {
    ERROR_MOST = 100,
    CLAIM_MARGIN = 10,
    UNDER_WAY_MOST = 3600, /* what was asked longer ago has arrived by now, or never will */
};

static const struct provider *const providers[] = {&imported, &simulated, &stripe};

static const struct provider *provider_named(const char *name)
{
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
        if (strcmp(providers[i]->name, name) == 0)
            return providers[i];
    }
    return NULL;
}

/* Money is owed to somebody by all kinds but the first: that one ends unless it was done, since who
 * wanted to pay is there no more, and can pay again. */
static const struct pay_way *way_of(const struct provider *provider, const char *kind,
                                    bool *is_owed)
{
    const struct {
        const char *kind;
        const struct pay_way *way;
        bool is_owed;
    } ways[] = {
        {"authorize", &provider->authorize, false},
        {"capture", &provider->capture, true},
        {"refund", &provider->refund, true},
        {"void", &provider->void_, true},
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        *is_owed = ways[i].is_owed;
        if (strcmp(ways[i].kind, kind) == 0)
            return ways[i].way;
    }
    abort(); /* the type operation_kind has no other */
}

static struct pay_operation operation_of(const struct rows *row)
{
    struct pay_operation operation = {
        .key = rows_text(row, 0, "idempotency_key"),
        .mark = rows_text(row, 0, "idempotency_key"),
        .method = rows_text(row, 0, "method"),
        .reference = rows_text(row, 0, "provider_reference"),
        .own_reference = rows_text(row, 0, "own_reference"),
        .currency = rows_text(row, 0, "currency"),
        .order_number = rows_text(row, 0, "order_number"),
        .attempt = rows_int(row, 0, "attempts"),
        .begun = rows_int(row, 0, "begun"),
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

int pay_claim_seconds(int seconds)
{
    return seconds + CLAIM_MARGIN;
}

/* A key holds for so long; after that it is looked first, and what is nowhere to be found is asked
 * for with the key of this new time. Keys end well before the provider may forget them, and nothing
 * is believed to be nowhere while an ask of the time before may be under way: so at any moment
 * either the provider knows the key, or what was done with it can be found. */
static struct pay_outcome ask_or_look(const struct conf *conf, struct arena *arena,
                                      const struct provider *provider, const struct rows *claimed,
                                      struct pay_operation *operation)
{
    bool is_owed;
    const struct pay_way *way = way_of(provider, rows_text(claimed, 0, "kind"), &is_owed);
    int64_t age = rows_int(claimed, 0, "age"), nth = age / provider->key_seconds;
    if (nth == 0)
        return way->ask(conf, arena, operation);
    struct pay_outcome outcome = way->look(conf, arena, operation);
    if (outcome.state != PAY_ABSENT)
        return outcome;
    if (age % provider->key_seconds < UNDER_WAY_MOST)
        return (struct pay_outcome){.error = "not_found_yet"};
    if (!is_owed)
        return (struct pay_outcome){.state = PAY_FAILED, .error = "never_arrived"};
    operation->key = arena_printf(arena, "%s-%" PRId64, operation->mark, nth);
    return way->ask(conf, arena, operation);
}

enum pay_state pay_ask_claimed(const struct conf *conf, int seconds, struct arena *arena,
                               const struct rows *claimed, struct values *values, struct plan *plan)
{
    const struct provider *provider = provider_named(rows_text(claimed, 0, "provider"));
    struct pay_operation operation = operation_of(claimed);
    struct pay_outcome outcome = {.error = provider ? "no_time_left" : "provider_unknown"};
    operation.until_ms = clock_ms() + INT64_C(1000) * seconds;
    if (provider && seconds > 0)
        outcome = ask_or_look(conf, arena, provider, claimed, &operation);
    if (outcome.state == PAY_UNKNOWN)
        log_event(LOG_WARN, "payment open", "provider", rows_text(claimed, 0, "provider"),
                  "operation", rows_text(claimed, 0, "operation_id"), "why", outcome.error, NULL);
    values_set(values, P_OPERATION_ID, rows_text(claimed, 0, "operation_id"));
    values_set(values, P_ORDER_ID, rows_text(claimed, 0, "order_id"));
    pay_record(arena, &outcome, values, plan);
    return outcome.state;
}

void pay_record(struct arena *arena, const struct pay_outcome *outcome, struct values *values,
                struct plan *plan)
{
    static const char *const states[] = {"unknown", "succeeded", "failed"};
    values_set(values, P_OPERATION_STATE, states[outcome->state]);
    values_set(values, P_OPERATION_REFERENCE, outcome->reference);
    values_set(values, P_OPERATION_ERROR,
               outcome->error ? arena_printf(arena, "%.*s", ERROR_MOST, outcome->error) : NULL);
    plan_add(plan, Q_PAYMENT_LOCK);
    plan_add(plan, Q_PAYMENT_RECORD);
    plan_add(plan, Q_PAYMENT_DISPUTE_FITS);
    plan_add(plan, Q_PAYMENT_OWED_AGAIN);
    plan_add(plan, Q_PAYMENT_REVERSE);
    plan_add(plan, Q_PAYMENT_OVERPAID);
    plan_add(plan, Q_ORDER_PAYMENT_STATUS);
}
