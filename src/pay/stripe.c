/* Stripe's PaymentIntents and Refunds (https://docs.stripe.com/api). */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/secret_file.h"
#include "net/fetch.h"
#include "net/form.h"
#include "pay/pay.h"
#include "json/read.h"

static const char api_version[] = "Stripe-Version: 2024-06-20";

/* ---- reading a reply ---- */

static const char *text_of(const struct json *object, const char *name)
{
    const struct json *member = object ? json_member(object, name) : NULL;
    return member && member->type == JSON_STRING ? member->text : NULL;
}

static const struct json *object_of(const struct json *object, const char *name)
{
    const struct json *member = object ? json_member(object, name) : NULL;
    return member && member->type == JSON_OBJECT ? member : NULL;
}

static const char *reason_of(const struct json *error)
{
    static const char *const members[] = {"decline_code", "code", "type"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (text_of(error, members[i]))
            return text_of(error, members[i]);
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

static struct pay_outcome read_object(const struct json *object, const char *wanted)
{
    const char *status = text_of(object, "status");
    if (!status)
        return (struct pay_outcome){.error = "bad_reply"};
    struct pay_outcome outcome = {.state = state_of(status, wanted),
                                  .reference = text_of(object, "id")};
    if (outcome.state == PAY_SUCCEEDED)
        return outcome;
    outcome.error = reason_of(object_of(object, "last_payment_error"));
    if (!outcome.error)
        outcome.error = text_of(object, "failure_reason");
    if (!outcome.error)
        outcome.error = status;
    return outcome;
}

/* A card that was declined, or a request that can never be right, is final. Whatever else went
 * wrong (a key that was withdrawn, too many requests, a fault of theirs) may go well later. */
static struct pay_outcome read_error(struct arena *arena, long status, const struct json *tree)
{
    const struct json *error = object_of(tree, "error");
    const char *type = text_of(error, "type");
    bool final = type && (status == 400 || status == 402 || status == 404) &&
                 strcmp(type, "idempotency_error") != 0;
    const char *reason = reason_of(error);
    return (struct pay_outcome){.state = final ? PAY_FAILED : PAY_UNKNOWN,
                                .error = reason ? reason : arena_printf(arena, "http_%ld", status)};
}

/* ---- asking ---- */

/* With a form it is done, once for each key; without, it is looked at. */
static struct pay_outcome ask(const struct conf *conf, struct arena *arena,
                              const struct pay_operation *operation, const char *path,
                              const struct buf *form, const char *wanted)
{
    char secret[SECRET_MOST];
    if (!secret_file_read(conf->stripe_key_file, secret))
        return (struct pay_outcome){.error = "not_configured"};
    const char *const headers[] = {
        arena_printf(arena, "Authorization: Bearer %s", secret), api_version,
        form ? arena_printf(arena, "Idempotency-Key: %s", operation->key) : NULL, NULL};
    struct fetch request = {.url = arena_printf(arena, "%s/v1/%s", conf->stripe_url, path),
                            .headers = headers,
                            .body = form ? form->data : NULL,
                            .seconds = operation->seconds};
    struct fetched reply = fetch(arena, &request);
    if (!reply.status)
        return (struct pay_outcome){.error = reply.why};
    const char *why;
    const struct json *tree = json_read(arena, reply.body.data, reply.body.length, &why);
    if (reply.status / 100 == 2)
        return read_object(tree, wanted);
    return read_error(arena, reply.status, tree);
}

static const char *amount_text(struct arena *arena, const struct pay_operation *operation)
{
    return arena_printf(arena, "%" PRId64, operation->amount); /* in the currency's hundredths */
}

static const char *currency_text(struct arena *arena, const struct pay_operation *operation)
{
    char *text = arena_strdup(arena, operation->currency);
    for (char *c = text; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return text;
}

static struct pay_outcome authorize(const struct conf *conf, struct arena *arena,
                                    const struct pay_operation *operation)
{
    const char *wanted = operation->captures ? "succeeded" : "requires_capture";
    struct buf form = buf_new(arena);
    if (operation->own_reference)
        return ask(conf, arena, operation,
                   arena_printf(arena, "payment_intents/%s", operation->own_reference), NULL,
                   wanted);
    form_add(&form, "amount", amount_text(arena, operation));
    form_add(&form, "currency", currency_text(arena, operation));
    form_add(&form, "payment_method", operation->method);
    form_add(&form, "payment_method_types[]", "card");
    form_add(&form, "confirm", "true");
    form_add(&form, "capture_method", operation->captures ? "automatic" : "manual");
    form_add(&form, "error_on_requires_action", "true"); /* nobody is there to take it */
    form_add(&form, "metadata[order_number]", operation->order_number);
    form_add(&form, "metadata[orderd_operation]", operation->key);
    return ask(conf, arena, operation, "payment_intents", &form, wanted);
}

static struct pay_outcome capture(const struct conf *conf, struct arena *arena,
                                  const struct pay_operation *operation)
{
    struct buf form = buf_new(arena);
    form_add(&form, "amount_to_capture", amount_text(arena, operation));
    return ask(conf, arena, operation,
               arena_printf(arena, "payment_intents/%s/capture", operation->reference), &form,
               "succeeded");
}

static struct pay_outcome refund(const struct conf *conf, struct arena *arena,
                                 const struct pay_operation *operation)
{
    struct buf form = buf_new(arena);
    if (operation->own_reference)
        return ask(conf, arena, operation,
                   arena_printf(arena, "refunds/%s", operation->own_reference), NULL, "succeeded");
    form_add(&form, "payment_intent", operation->reference);
    form_add(&form, "amount", amount_text(arena, operation));
    form_add(&form, "metadata[orderd_operation]", operation->key);
    return ask(conf, arena, operation, "refunds", &form, "succeeded");
}

static struct pay_outcome void_(const struct conf *conf, struct arena *arena,
                                const struct pay_operation *operation)
{
    struct buf form = buf_new(arena);
    return ask(conf, arena, operation,
               arena_printf(arena, "payment_intents/%s/cancel", operation->reference), &form,
               "canceled");
}

const struct provider stripe = {.name = "stripe",
                                .is_elsewhere = true,
                                .authorize = authorize,
                                .capture = capture,
                                .refund = refund,
                                .void_ = void_};
