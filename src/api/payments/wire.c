/* What payments, refunds and a provider's events look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/orders.h"
#include "api/payments/payments.h"

static const struct word kinds[] = {
    {"authorize", "authorize"}, {"capture", "capture"}, {"refund", "refund"},
    {"void", "void"},           {NULL, NULL},
};

static const struct word states[] = {
    {"pending", "pending"}, {"unknown", "unknown"}, {"succeeded", "succeeded"},
    {"failed", "failed"},   {NULL, NULL},
};

static const struct word statuses[] = {
    {"pending", "pending"},   {"authorized", "authorized"},
    {"captured", "captured"}, {"partially_refunded", "partially_refunded"},
    {"refunded", "refunded"}, {"voided", "voided"},
    {"failed", "failed"},     {NULL, NULL},
};

/* ---- payments ---- */

static const struct field in_fields[] = {
    {.name = "method",
     .aliases = "token payment_method",
     .type = F_TEXT,
     .required = ALWAYS,
     .least = 1,
     .most = 255,
     .meaning = "The provider's token of the means of payment; simulated knows tok_ok, "
                "tok_declined and tok_timeout",
     .example = "\"tok_ok\""},
    {.name = "amount",
     .type = F_MONEY,
     .least = 1,
     .meaning = "What to pay; without it, what is left to pay",
     .example = "21.60"},
    {.name = "currency",
     .type = F_TEXT,
     .least = 3,
     .most = 3,
     .meaning = "Must be the order's, when sent",
     .example = "\"USD\""},
    {.name = "capture",
     .type = F_BOOL,
     .standard = "true",
     .meaning = "Take the money at once; false holds it until it is captured"},
    {.name = NULL},
};
const struct schema payment_in = {.name = "PaymentIn", .fields = in_fields};

static const struct field capture_fields[] = {
    {.name = "amount",
     .type = F_MONEY,
     .least = 1,
     .meaning = "What to take; without it, all that is held. The rest is let go",
     .example = "21.60"},
    {.name = NULL},
};
const struct schema payment_capture_in = {.name = "PaymentCaptureIn", .fields = capture_fields};

static const struct field operation_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity"},
    {.name = "kind",
     .type = F_ENUM,
     .words = kinds,
     .meaning = "What the provider was asked",
     .example = "\"authorize\""},
    {.name = "amount", .type = F_MONEY, .meaning = "How much", .example = "21.60"},
    {.name = "state",
     .type = F_ENUM,
     .words = states,
     .meaning = "pending: being asked; unknown: asked, no answer yet",
     .example = "\"succeeded\""},
    {.name = "error_code",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "The provider's reason, or what went wrong in asking"},
    {.name = "refund_id", .type = F_ID, .nullable = ALWAYS, .meaning = "The refund it belongs to"},
    {.name = "attempts", .type = F_INT, .meaning = "How often it was asked", .example = "1"},
    {.name = "created_at", .type = F_TIME, .meaning = "When it was decided"},
    {.name = "settled_at",
     .type = F_TIME,
     .nullable = ALWAYS,
     .meaning = "When the outcome became known"},
    {.name = NULL},
};
static const struct schema operation_out = {.name = "PaymentOperation", .fields = operation_fields};

static const struct field out_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity"},
    {.name = "order_id", .type = F_ID, .meaning = "The order"},
    {.name = "payment_status",
     .type = F_ENUM,
     .words = payment_statuses,
     .meaning = "What has been paid for the order",
     .example = "\"paid\""},
    {.name = "provider",
     .type = F_TEXT,
     .meaning = "Who moves the money",
     .example = "\"simulated\""},
    {.name = "method", .type = F_TEXT, .meaning = "The token", .example = "\"tok_ok\""},
    {.name = "status",
     .type = F_ENUM,
     .words = statuses,
     .meaning = "Where the payment is",
     .example = "\"captured\""},
    {.name = "currency", .type = F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = "amount", .type = F_MONEY, .meaning = "What was asked for", .example = "21.60"},
    {.name = "authorized_amount",
     .type = F_MONEY,
     .meaning = "What the provider promised",
     .example = "21.60"},
    {.name = "captured_amount", .type = F_MONEY, .meaning = "What was taken", .example = "21.60"},
    {.name = "refunded_amount",
     .type = F_MONEY,
     .meaning = "What was given back",
     .example = "0.00"},
    {.name = "provider_reference",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "The provider's id",
     .example = "\"pi_3MtwBwLkdIwHu7ix28a3tqPa\""},
    {.name = "error_code",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Why the provider refused it last"},
    {.name = "operations",
     .type = F_ARRAY,
     .of = &operation_out,
     .meaning = "What the provider was asked, in order"},
    {.name = "created_at", .type = F_TIME, .meaning = "When it was begun"},
    {.name = "updated_at", .type = F_TIME, .meaning = "Last change"},
    {.name = NULL},
};
const struct schema payment_out = {.name = "Payment", .fields = out_fields};

/* ---- refunds ---- */

static const struct field refund_in_fields[] = {
    {.name = "amount",
     .type = F_MONEY,
     .least = 1,
     .meaning = "What to give back; without it, all that was captured and not given back yet",
     .example = "5.00"},
    {.name = "payment_id",
     .type = F_ID,
     .meaning = "Of this payment alone; without it, from the oldest on"},
    {.name = "reason",
     .aliases = "note",
     .type = F_LINES,
     .least = 1,
     .most = 2000,
     .meaning = "Why, in words",
     .example = "\"Arrived damaged\""},
    {.name = NULL},
};
const struct schema refund_in = {.name = "RefundIn", .fields = refund_in_fields};

static const struct field refund_out_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity"},
    {.name = "order_id", .type = F_ID, .meaning = "The order"},
    {.name = "payment_status",
     .type = F_ENUM,
     .words = payment_statuses,
     .meaning = "What has been paid for the order",
     .example = "\"partially_refunded\""},
    {.name = "amount", .type = F_MONEY, .meaning = "What to give back", .example = "5.00"},
    {.name = "currency", .type = F_TEXT, .meaning = "ISO 4217", .example = "\"USD\""},
    {.name = "reason", .type = F_LINES, .nullable = ALWAYS, .meaning = "Why, in words"},
    {.name = "refunded_amount",
     .type = F_MONEY,
     .meaning = "What was given back so far",
     .example = "5.00"},
    {.name = "state",
     .type = F_ENUM,
     .words = states,
     .meaning = "Of all its operations together",
     .example = "\"succeeded\""},
    {.name = "operations",
     .type = F_ARRAY,
     .of = &operation_out,
     .meaning = "One for each payment that it reaches"},
    {.name = "created_at", .type = F_TIME, .meaning = "When it was decided"},
    {.name = NULL},
};
const struct schema refund_out = {.name = "Refund", .fields = refund_out_fields};

/* ---- Stripe's events ---- */

static const struct field object_fields[] = {
    {.name = "id",
     .type = F_TEXT,
     .least = 1,
     .most = 255,
     .meaning = "Stripe's id",
     .example = "\"pi_3MtwBwLkdIwHu7ix28a3tqPa\""},
    {.name = NULL},
};
static const struct schema object_in = {
    .name = "StripeObject", .fields = object_fields, .open = true};

static const struct field data_fields[] = {
    {.name = "object",
     .type = F_OBJECT,
     .required = ALWAYS,
     .of = &object_in,
     .meaning = "A PaymentIntent, a Refund, or something else"},
    {.name = NULL},
};
static const struct schema data_in = {
    .name = "StripeEventData", .fields = data_fields, .open = true};

static const struct field event_fields[] = {
    {.name = "id",
     .type = F_TEXT,
     .required = ALWAYS,
     .least = 1,
     .most = 255,
     .meaning = "Stripe's id of the event",
     .example = "\"evt_1NG8Du2eZvKYlo2CUI79vXWy\""},
    {.name = "type",
     .type = F_TEXT,
     .required = ALWAYS,
     .least = 1,
     .most = 100,
     .meaning = "What happened",
     .example = "\"payment_intent.succeeded\""},
    {.name = "data",
     .type = F_OBJECT,
     .required = ALWAYS,
     .of = &data_in,
     .meaning = "What it happened to"},
    {.name = NULL},
};
const struct schema stripe_event_in = {.name = "StripeEvent", .fields = event_fields, .open = true};

static const struct field received_fields[] = {
    {.name = "received", .type = F_BOOL, .meaning = "Always true", .example = "true"},
    {.name = NULL},
};
const struct schema stripe_event_out = {.name = "StripeEventReceived", .fields = received_fields};
