/* Stripe's PaymentIntents and Refunds (https://docs.stripe.com/api). */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <inttypes.h>

#include "net/form.h"
#include "pay/stripe_api.h"

static struct pay_outcome ask(const struct conf *conf, struct arena *arena,
                              const struct pay_operation *operation, const char *path,
                              const struct buf *form, const char *wanted)
{
    struct pay_outcome trouble;
    const struct json *object = stripe_ask(conf, arena, operation, path, form, &trouble);
    return object ? stripe_outcome(object, wanted) : trouble;
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

const char *stripe_authorized(const struct pay_operation *operation)
{
    return operation->captures ? "succeeded" : "requires_capture";
}

struct pay_outcome stripe_authorize(const struct conf *conf, struct arena *arena,
                                    const struct pay_operation *operation)
{
    const char *wanted = stripe_authorized(operation);
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
    form_add(&form, "metadata[orderd_operation]", operation->mark);
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

struct pay_outcome stripe_refund(const struct conf *conf, struct arena *arena,
                                 const struct pay_operation *operation)
{
    struct buf form = buf_new(arena);
    if (operation->own_reference)
        return ask(conf, arena, operation,
                   arena_printf(arena, "refunds/%s", operation->own_reference), NULL, "succeeded");
    form_add(&form, "payment_intent", operation->reference);
    form_add(&form, "amount", amount_text(arena, operation));
    form_add(&form, "metadata[orderd_operation]", operation->mark);
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
                                .key_seconds = 20 * 3600, /* they forget it after 24 h */
                                .authorize = {stripe_authorize, stripe_look_authorized},
                                .capture = {capture, stripe_look_captured},
                                .refund = {stripe_refund, stripe_look_refunded},
                                .void_ = {void_, stripe_look_voided}};
