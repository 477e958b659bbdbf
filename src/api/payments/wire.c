/* What payments, refunds and a provider's events look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/payments/payments.h"

const struct word payment_statuses[] = {
    {"pending", "pending"},   {"authorized", "authorized"},
    {"paid", "paid"},         {"partially_refunded", "partially_refunded"},
    {"refunded", "refunded"}, {"disputed", "disputed"},
    {"failed", "failed"},     {NULL, NULL},
};

static const struct word kinds[] = {
    {"authorize", "authorize"}, {"capture", "capture"}, {"refund", "refund"},
    {"void", "void"},           {NULL, NULL},
};

static const struct word doers[] = {
    {"shop", "shop"},
    {"provider", "provider"},
    {"bank", "bank"},
    {NULL, NULL},
};

static const struct word states[] = {
    {"pending", "pending"}, {"unknown", "unknown"}, {"succeeded", "succeeded"},
    {"failed", "failed"},   {NULL, NULL},
};

static const struct word statuses[] = {
    {"pending", "pending"},
    {"authorized", "authorized"},
    {"captured", "captured"},
    {"partially_refunded", "partially_refunded"},
    {"refunded", "refunded"},
    {"voided", "voided"},
    {"disputed", "disputed"},
    {"failed", "failed"},
    {NULL, NULL},
};

static const struct sort sorts[] = {
    {"-created_at", Q_PAYMENTS_BY_CREATED_DESC, "created_at"},
    {NULL, Q_NONE, NULL},
};
const struct list payments_list = {sorts, Q_PAYMENTS_COUNT};

/* clang-format off */
/* ---- payments ---- */

static const struct field operation[] = {
    {"id", F_ID, .meaning = "Identity"},
    {"kind", F_ENUM, .words = kinds,
     .meaning = "What the provider was asked", .example = "\"authorize\""},
    {"by", F_ENUM, .words = doers,
     .meaning = "Whose doing it is. shop: ours; provider: theirs, or of somebody in their dashboard; bank: the "
                "charge is disputed, and the refund succeeds when the dispute is lost and fails when it is won",
     .example = "\"shop\""},
    {"amount", F_MONEY, .meaning = "How much", .example = "21.60"},
    {"state", F_ENUM, .words = states,
     .meaning = "pending: being asked; unknown: asked, no answer yet",
     .example = "\"succeeded\""},
    {"error_code", F_TEXT, .nullable = OUT,
     .meaning = "The provider's reason, or what went wrong in asking"},
    {"refund_id", F_ID, .nullable = OUT, .meaning = "The refund it belongs to"},
    {"attempts", F_INT, .meaning = "How often it was asked", .example = "1"},
    {"created_at", F_TIME, .meaning = "When it was decided"},
    {"settled_at", F_TIME, .nullable = OUT, .meaning = "When the outcome became known"},
    {.name = NULL},
};
static const struct schema operation_out = {"PaymentOperation", operation, .use = OUT};

enum { CAPTURE = USE_OWN };

static const struct field payment[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"order_id", F_ID, OUT, .meaning = "The order"},
    {"order_id", F_ID, QUERY, .meaning = "Only of this order"},
    {"order_number", F_TEXT, OUT,
     .meaning = "Its number", .example = "\"ORD-20260101-0A1B2C3D\""},
    {"payment_status", F_ENUM, OUT, .words = payment_statuses,
     .meaning = "What has been paid for the order", .example = "\"paid\""},
    {"provider", F_TEXT, OUT, .meaning = "Who moves the money", .example = "\"simulated\""},
    {"provider", F_TEXT, QUERY, .least = 1, .most = 50, .meaning = "Only this provider's"},
    {"method", F_TEXT, IN | OUT, .required = IN, .aliases = "token payment_method",
     .least = 1, .most = 255,
     .meaning = "The provider's token of the means of payment; simulated knows tok_ok, "
                "tok_declined and tok_timeout",
     .example = "\"tok_ok\""},
    {"status", F_ENUM, OUT, .words = statuses,
     .meaning = "Where the payment is", .example = "\"captured\""},
    {"status", F_ENUM, QUERY, .words = statuses, .meaning = "Only in this state"},
    {"failed", F_BOOL, QUERY,
     .meaning = "true: only those that somebody has to look at, since the last that the provider was "
                "asked failed or has no answer yet; of declined ones, as long as the order is "
                "neither paid nor over. false: only the others"},
    {"from", F_TIME, QUERY,
     .meaning = "Begun at or after; a date begins in the business time zone"},
    {"to", F_TIME, QUERY,
     .meaning = "Begun before; a date ends in the business time zone"},
    {"amount", F_MONEY, IN, .least = 1,
     .meaning = "What to pay; without it, what is left to pay", .example = "21.60"},
    {"amount", F_MONEY, CAPTURE, .least = 1,
     .meaning = "What to take; without it, all that is held. The rest is let go",
     .example = "21.60"},
    {"currency", F_TEXT, IN, .least = 3, .most = 3,
     .meaning = "Must be the order's, when sent", .example = "\"USD\""},
    {"currency", F_TEXT, OUT, .meaning = "ISO 4217", .example = "\"USD\""},
    {"capture", F_BOOL, IN, .standard = "true",
     .meaning = "Take the money at once; false holds it until it is captured"},
    {"amount", F_MONEY, OUT, .meaning = "What was asked for", .example = "21.60"},
    {"authorized_amount", F_MONEY, OUT,
     .meaning = "What the provider promised", .example = "21.60"},
    {"captured_amount", F_MONEY, OUT, .meaning = "What was taken", .example = "21.60"},
    {"refunded_amount", F_MONEY, OUT, .meaning = "What was given back", .example = "0.00"},
    {"provider_reference", F_TEXT, OUT, .nullable = OUT,
     .meaning = "The provider's id", .example = "\"pi_3MtwBwLkdIwHu7ix28a3tqPa\""},
    {"error_code", F_TEXT, OUT, .nullable = OUT,
     .meaning = "Why the provider refused it last"},
    {"operations", F_ARRAY, OUT, .of = &operation_out,
     .meaning = "What the provider was asked, in order"},
    {"created_at", F_TIME, OUT, .meaning = "When it was begun"},
    {"updated_at", F_TIME, OUT, .meaning = "Last change"},
    {.name = NULL},
};
const struct schema payment_query = {"PaymentQuery", payment, .use = QUERY};
const struct schema payment_in = {"PaymentIn", payment, .use = IN};
const struct schema payment_capture_in = {"PaymentCaptureIn", payment, .use = CAPTURE};
const struct schema payment_out = {"Payment", payment, .use = OUT};

/* ---- refunds ---- */

static const struct field refund[] = {
    {"id", F_ID, OUT, .meaning = "Identity"},
    {"order_id", F_ID, OUT, .meaning = "The order"},
    {"payment_status", F_ENUM, OUT, .words = payment_statuses,
     .meaning = "What has been paid for the order", .example = "\"partially_refunded\""},
    {"amount", F_MONEY, IN, .least = 1,
     .meaning = "What to give back; without it, all that was captured and not given back yet",
     .example = "5.00"},
    {"amount", F_MONEY, OUT, .meaning = "What to give back", .example = "5.00"},
    {"payment_id", F_ID, IN,
     .meaning = "Of this payment alone; without it, from the oldest on"},
    {"currency", F_TEXT, OUT, .meaning = "ISO 4217", .example = "\"USD\""},
    {"reason", F_LINES, .nullable = OUT, .aliases = "note", .least = 1, .most = 2000,
     .meaning = "Why, in words", .example = "\"Arrived damaged\""},
    {"refunded_amount", F_MONEY, OUT,
     .meaning = "What was given back so far", .example = "5.00"},
    {"state", F_ENUM, OUT, .words = states,
     .meaning = "Of all its operations together", .example = "\"succeeded\""},
    {"operations", F_ARRAY, OUT, .of = &operation_out,
     .meaning = "One for each payment that it reaches"},
    {"created_at", F_TIME, OUT, .meaning = "When it was decided"},
    {.name = NULL},
};
const struct schema refund_in = {"RefundIn", refund, .use = IN};
const struct schema refund_out = {"Refund", refund, .use = OUT};

/* ---- Stripe's events: an event has data, which has an object ---- */

enum { DATA = USE_OWN, OBJECT = USE_OWN << 1 };
static const struct schema data_in, object_in;

static const struct field event[] = {
    {"id", F_TEXT, IN, .required = IN, .least = 1, .most = 255,
     .meaning = "Stripe's id of the event", .example = "\"evt_1NG8Du2eZvKYlo2CUI79vXWy\""},
    {"id", F_TEXT, OBJECT, .least = 1, .most = 255,
     .meaning = "Stripe's id", .example = "\"pi_3MtwBwLkdIwHu7ix28a3tqPa\""},
    {"type", F_TEXT, IN, .required = IN, .least = 1, .most = 100,
     .meaning = "What happened", .example = "\"payment_intent.succeeded\""},
    {"data", F_OBJECT, IN, .required = IN, .of = &data_in, .meaning = "What it happened to"},
    {"object", F_OBJECT, DATA, .required = DATA, .of = &object_in,
     .meaning = "A PaymentIntent, a Refund, or something else"},
    {"received", F_BOOL, OUT, .meaning = "Always true", .example = "true"},
    {.name = NULL},
};
static const struct schema object_in = {"StripeObject", event, .use = OBJECT, .open = true};
static const struct schema data_in = {"StripeEventData", event, .use = DATA, .open = true};
const struct schema stripe_event_in = {"StripeEvent", event, .use = IN, .open = true};
const struct schema stripe_event_out = {"StripeEventReceived", event, .use = OUT};
/* clang-format on */
