/* Stripe's answers are told apart by what may still change. */
/* SPDX-License-Identifier: MIT */
#include "pay/stripe_api.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret_file.h"
#include "net/fetch.h"

static const char api_version[] = "Stripe-Version: 2025-03-31.basil";

/* ---- reading a reply ---- */

const char *stripe_text(const struct json *object, const char *name)
{
    const struct json *member = object ? json_member(object, name) : NULL;
    return member && member->type == JSON_STRING ? member->text : NULL;
}

const struct json *stripe_object(const struct json *object, const char *name)
{
    const struct json *member = object ? json_member(object, name) : NULL;
    return member && member->type == JSON_OBJECT ? member : NULL;
}

static const char *reason_of(const struct json *error)
{
    static const char *const members[] = {"decline_code", "code", "type"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (stripe_text(error, members[i]))
            return stripe_text(error, members[i]);
    }
    return NULL;
}

/* What the status of a PaymentIntent or a Refund says; those that are not here may still change. */
static enum pay_state state_of(const char *status, const char *wanted)
{
    static const char *const final[] = {"requires_payment_method", "canceled", "failed"};
    if (strcmp(status, wanted) == 0)
        return PAY_SUCCEEDED;
    for (size_t i = 0; i < sizeof final / sizeof *final; i++) {
        if (strcmp(status, final[i]) == 0)
            return PAY_FAILED;
    }
    return PAY_UNKNOWN;
}

struct pay_outcome stripe_outcome(const struct json *object, const char *wanted)
{
    const char *status = stripe_text(object, "status");
    if (!status)
        return (struct pay_outcome){.error = "bad_reply"};
    struct pay_outcome outcome = {.state = state_of(status, wanted),
                                  .reference = stripe_text(object, "id")};
    if (outcome.state == PAY_SUCCEEDED)
        return outcome;
    outcome.error = reason_of(stripe_object(object, "last_payment_error"));
    if (!outcome.error)
        outcome.error = stripe_text(object, "failure_reason");
    if (!outcome.error)
        outcome.error = status;
    return outcome;
}

/* A card that was declined, or a request that can never be right, is final. Whatever else went
 * wrong (a key that was withdrawn, too many requests, a fault of theirs) may go well later, and so
 * may a look. */
static struct pay_outcome read_error(struct arena *arena, long status, const struct json *tree,
                                     bool looks)
{
    const struct json *error = stripe_object(tree, "error");
    const char *type = stripe_text(error, "type");
    bool final = !looks && type && (status == 400 || status == 402 || status == 404) &&
                 strcmp(type, "idempotency_error") != 0;
    const char *reason = reason_of(error);
    return (struct pay_outcome){.state = final ? PAY_FAILED : PAY_UNKNOWN,
                                .error = reason ? reason : arena_printf(arena, "http_%ld", status)};
}

/* ---- asking ---- */

static int seconds_for_answer(const struct conf *conf, const struct pay_operation *operation)
{
    int64_t left = (operation->until_ms - clock_ms() + 999) / 1000;
    return left < conf->payment_seconds ? (int)left : conf->payment_seconds;
}

const struct json *stripe_ask(const struct conf *conf, struct arena *arena,
                              const struct pay_operation *operation, const char *path,
                              const struct buf *form, struct pay_outcome *trouble)
{
    char secret[SECRET_MOST];
    struct fetch request = {.url = arena_printf(arena, "%s/v1/%s", conf->stripe_url, path),
                            .body = form ? form->data : NULL,
                            .seconds = seconds_for_answer(conf, operation)};
    *trouble = (struct pay_outcome){.error = "no_time_left"};
    if (request.seconds <= 0)
        return NULL;
    trouble->error = "not_configured";
    if (!secret_file_read(conf->stripe_key_file, secret))
        return NULL;
    const char *const headers[] = {
        arena_printf(arena, "Authorization: Bearer %s", secret), api_version,
        form ? arena_printf(arena, "Idempotency-Key: %s", operation->key) : NULL, NULL};
    request.headers = headers;
    struct fetched reply = fetch(arena, &request);
    trouble->error = reply.why;
    if (!reply.status)
        return NULL;
    const char *why;
    const struct json *tree = json_read(arena, reply.body.data, reply.body.length, &why);
    trouble->error = "bad_reply";
    if (reply.status / 100 == 2)
        return tree;
    *trouble = read_error(arena, reply.status, tree, !form);
    return NULL;
}
