/* The table of events. Payloads hold ids, numbers and states, never a person's words. */
/* SPDX-License-Identifier: MIT */
#include "api/events/types.h"

#include <string.h>

/* clang-format off */
static const struct field order[] = {
    {"order_id", F_ID, OUT, .meaning = "The order", .example = "1"},
    {"order_number", F_TEXT, OUT,
     .meaning = "Its number", .example = "\"ORD-20260131-1A2B3C4D\""},
    {"order_version", F_INT, OUT,
     .meaning = "Counts its changes: what has a lower one is older", .example = "2"},
    {"status", F_TEXT, OUT, .meaning = "Its status then", .example = "\"confirmed\""},
    {"from_status", F_TEXT, OUT, .nullable = OUT,
     .meaning = "Its status before; null: it is new", .example = "\"pending\""},
    {"payment_status", F_TEXT, OUT,
     .meaning = "Whether it was paid then", .example = "\"paid\""},
    {"total", F_MONEY, OUT, .meaning = "What it comes to", .example = "30.60"},
    {"paid", F_MONEY, OUT, .meaning = "What was captured for it by then", .example = "30.60"},
    {"refunded", F_MONEY, OUT, .meaning = "What of that had gone back", .example = "0.00"},
    {"due", F_MONEY, OUT, .meaning = "What was still owed", .example = "0.00"},
    {"currency", F_TEXT, OUT, .meaning = "ISO 4217", .example = "\"USD\""},
    {"user_id", F_ID, OUT, .nullable = OUT, .meaning = "Who placed it", .example = "1"},
    {"customer_id", F_ID, OUT, .nullable = OUT, .meaning = "For whom it is", .example = "1"},
    {"department_id", F_ID, OUT, .nullable = OUT, .meaning = "For which department"},
    {.name = NULL},
};
static const struct schema order_data = {"OrderEvent", order, .use = OUT};

static const struct field payment[] = {
    {"payment_id", F_ID, OUT, .meaning = "The payment", .example = "1"},
    {"order_id", F_ID, OUT, .meaning = "Of which order", .example = "1"},
    {"order_version", F_INT, OUT, .meaning = "The order's version then", .example = "2"},
    {"status", F_TEXT, OUT, .meaning = "The payment's status then", .example = "\"captured\""},
    {"amount", F_MONEY, OUT, .meaning = "What it is about", .example = "30.60"},
    {"captured", F_MONEY, OUT, .meaning = "What was taken of it by then", .example = "30.60"},
    {"refunded", F_MONEY, OUT, .meaning = "What was given back by then", .example = "0.00"},
    {"moved", F_MONEY, OUT, .meaning = "What this event moved, or failed to", .example = "30.60"},
    {"currency", F_TEXT, OUT, .meaning = "ISO 4217", .example = "\"USD\""},
    {"error_code", F_TEXT, OUT, .nullable = OUT,
     .meaning = "Why it failed, in the provider's word"},
    {.name = NULL},
};
static const struct schema payment_data = {"PaymentEvent", payment, .use = OUT};

static const struct field return_[] = {
    {"return_id", F_ID, OUT, .meaning = "The return", .example = "1"},
    {"order_id", F_ID, OUT, .meaning = "Of which order", .example = "1"},
    {"order_version", F_INT, OUT, .meaning = "The order's version then", .example = "5"},
    {"status", F_TEXT, OUT, .meaning = "The return's status then", .example = "\"received\""},
    {"refund_amount", F_MONEY, OUT, .nullable = OUT,
     .meaning = "What comes back for it; null until it is received", .example = "10.80"},
    {"currency", F_TEXT, OUT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = NULL},
};
static const struct schema return_data = {"ReturnEvent", return_, .use = OUT};

static const struct field changed[] = {
    {"product_id", F_ID, OUT, .meaning = "The product", .example = "1"},
    {.name = NULL},
};
static const struct schema changed_out = {"ProductChanged", changed, .use = OUT};
static const struct field product[] = {
    {"products", F_ARRAY, OUT, .of = &changed_out, .meaning = "Which, at most 500"},
    {.name = NULL},
};
static const struct schema product_data = {"ProductEvent", product, .use = OUT};

static const struct field user[] = {
    {"user_id", F_ID, OUT, .meaning = "The account", .example = "1"},
    {.name = NULL},
};
static const struct schema user_data = {"UserEvent", user, .use = OUT};

static const struct field disabled[] = {
    {"webhook_id", F_ID, OUT, .meaning = "The webhook", .example = "1"},
    {"user_id", F_ID, OUT, .meaning = "Who made it", .example = "1"},
    {"reason", F_TEXT, OUT,
     .meaning = "`gone`: it answered 410; `failing`: for five days", .example = "\"failing\""},
    {.name = NULL},
};
static const struct schema disabled_data = {"WebhookDisabledEvent", disabled, .use = OUT};

static const struct field tested[] = {
    {"webhook_id", F_ID, OUT, .meaning = "The webhook", .example = "1"},
    {.name = NULL},
};
static const struct schema tested_data = {"WebhookTestEvent", tested, .use = OUT};

const struct event_type event_types[] = {
    {"order.approved", &order_data, "A manager approved it: it is confirmed"},
    {"order.cancelled", &order_data, "It was cancelled, by somebody or because it was not paid"},
    {"order.confirmed", &order_data, "A manager confirmed it"},
    {"order.created", &order_data, "It was placed"},
    {"order.deleted", &order_data, "It was deleted, and is found no more"},
    {"order.delivered", &order_data, "It arrived"},
    {"order.drafted", &order_data, "It was noted down, and reserves nothing"},
    {"order.partially_shipped", &order_data, "A part of it left"},
    {"order.processing", &order_data, "Its packing began"},
    {"order.rejected", &order_data, "A manager did not approve it"},
    {"order.returned", &order_data, "All that had left is back"},
    {"order.shipped", &order_data, "The last of it left"},
    {"order.updated", &order_data, "It was changed"},
    {"payment.authorized", &payment_data, "Money is held for the order"},
    {"payment.captured", &payment_data, "Money was taken"},
    {"payment.dispute_closed", &payment_data,
     "A dispute is over: lost, and what it was about has gone back, or won, as error_code says"},
    {"payment.disputed", &payment_data, "A bank disputes the charge, for the reason in error_code"},
    {"payment.failed", &payment_data,
     "What the provider was asked for failed; a refund may also after it had succeeded"},
    {"payment.refunded", &payment_data, "Money was given back"},
    {"payment.voided", &payment_data, "Money that was held was let go"},
    {"product.changed", &product_data,
     "Products were made or changed, or their stock was set or counted. What orders do to the stock, "
     "their events say"},
    {"return.created", &return_data, "Pieces came back"},
    {"return.rejected", &return_data, "A manager did not take the request"},
    {"return.requested", &return_data, "A customer asked to send pieces back"},
    {"return.withdrawn", &return_data, "Who asked took the request back"},
    {"user.confirmation_asked", &user_data, "A new account's address is to be confirmed"},
    {"user.email_asked", &user_data, "Somebody asked for another address of their account"},
    {"user.locked", &user_data, "Wrong passwords locked the account"},
    {"user.password_changed", &user_data, "The account has another password"},
    {"user.password_forgotten", &user_data, "Somebody asked for a link that sets a new one"},
    {"user.recovery_code_used", &user_data, "A recovery code signed in"},
    {"user.registered", &user_data, "The account was made"},
    {"user.totp_disabled", &user_data, "The second factor was switched off"},
    {"user.totp_enabled", &user_data, "The second factor was switched on"},
    {"webhook.disabled", &disabled_data, "A webhook was given up"},
    {"webhook.test", &tested_data, "Somebody tries whether the webhook is heard"},
    {.name = NULL},
};

static const struct field event[] = {
    {"type", F_TEXT, OUT, .meaning = "Noun and verb", .example = "\"order.created\""},
    {"timestamp", F_TIME, OUT,
     .meaning = "When it happened", .example = "\"2026-01-31T12:00:00.000000Z\""},
    {"number", F_ID, OUT, .nullable = OUT,
     .meaning = "Its place among all events, without holes; null: a test", .example = "17"},
    {"data", F_JSON, OUT, .meaning = "What there is to say of it"},
    {.name = NULL},
};
const struct schema event_out = {"EventSent", event, .use = OUT};
/* clang-format on */

const struct event_type *event_type_named(const char *name)
{
    for (const struct event_type *type = event_types; type->name; type++)
        if (strcmp(type->name, name) == 0)
            return type;
    return NULL;
}

/* "order.*": some event begins with what stands before the star. */
static bool is_noun(const char *filter)
{
    const char *dot = strchr(filter, '.');
    if (!dot || strcmp(dot, ".*") != 0)
        return false;
    size_t length = (size_t)(dot - filter) + 1;
    for (const struct event_type *type = event_types; type->name; type++)
        if (strncmp(type->name, filter, length) == 0)
            return true;
    return false;
}

bool event_filter_known(const char *filter)
{
    return strcmp(filter, "*") == 0 || is_noun(filter) || event_type_named(filter);
}
