/* What an event says, whatever is known here. */
/* SPDX-License-Identifier: MIT */
#include "pay/stripe_event.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"

/* ---- signature ---- */

static bool one_fits(const char *hex, size_t length, const uint8_t wanted[CRYPTO_HASH_BYTES])
{
    uint8_t sent[CRYPTO_HASH_BYTES];
    return crypto_hex_decode(sent, sizeof sent, hex, length) == sizeof sent &&
           crypto_equal(sent, wanted, sizeof sent);
}

bool stripe_signature_fits(struct arena *arena, const char *header, const char *body, size_t length,
                           const char *secret, time_t now)
{
    const char *t = strncmp(header, "t=", 2) == 0 ? header : strstr(header, ",t=");
    if (!t)
        return false;
    t += strcspn(t, "=") + 1;
    size_t digits = strspn(t, "0123456789");
    if (digits == 0 || digits > 12)
        return false;
    long long age = (long long)now - strtoll(t, NULL, 10);
    if (age > STRIPE_TOLERANCE || age < -STRIPE_TOLERANCE)
        return false;

    uint8_t wanted[CRYPTO_HASH_BYTES];
    struct buf text = buf_new(arena);
    buf_printf(&text, "%.*s.", (int)digits, t);
    buf_add(&text, body, length);
    crypto_hmac_sha256(wanted, secret, strlen(secret), text.data, text.length);

    bool fits = false;
    for (const char *part = header; *part; part += *part == ',') {
        size_t size = strcspn(part, ",");
        if (strncmp(part, "v1=", 3) == 0)
            fits = one_fits(part + 3, size - 3, wanted) || fits;
        part += size;
    }
    return fits;
}

/* ---- meaning ---- */

/* Since then only what was captured is refunded (https://docs.stripe.com/changelog/basil). */
static const char only_refunds[] = "2025-03-31";

/* What the status of a Refund or a Dispute says; all others may still change. A dispute is a refund
 * that the bank asks for: one that is won has failed. */
static const struct ending {
    const char *status;
    enum pay_state state;
} endings[] = {
    {"canceled", PAY_FAILED},  {"failed", PAY_FAILED},       {"lost", PAY_SUCCEEDED},
    {"prevented", PAY_FAILED}, {"succeeded", PAY_SUCCEEDED}, {"warning_closed", PAY_FAILED},
    {"won", PAY_FAILED},
};

static const struct row {
    const char *type;
    const char *answers;
    const char *means;
    const char *by;
    enum pay_state state; /* unknown: as the object's status says */
} rows[] = {
    {"charge.dispute.closed", NULL, "refund", "bank", PAY_UNKNOWN},
    {"charge.dispute.created", NULL, "refund", "bank", PAY_UNKNOWN},
    {"charge.refund.updated", NULL, "refund", "provider", PAY_UNKNOWN},
    {"payment_intent.amount_capturable_updated", "authorize", NULL, NULL, PAY_SUCCEEDED},
    {"payment_intent.canceled", "void", "void", "provider", PAY_SUCCEEDED},
    {"payment_intent.payment_failed", "authorize charge", NULL, NULL, PAY_FAILED},
    {"payment_intent.succeeded", "charge capture", "capture", "provider", PAY_SUCCEEDED},
    {"refund.created", NULL, "refund", "provider", PAY_UNKNOWN},
    {"refund.failed", NULL, "refund", "provider", PAY_FAILED},
    {"refund.updated", NULL, "refund", "provider", PAY_UNKNOWN},
};

static const struct json *at(const struct json *object, const char *name, enum json_type type)
{
    const struct json *member = object ? json_member(object, name) : NULL;
    return member && member->type == type ? member : NULL;
}

static const char *text_at(const struct json *object, const char *name)
{
    const struct json *member = at(object, name, JSON_STRING);
    return member ? member->text : NULL;
}

static enum pay_state state_of(const struct row *row, const struct json *object)
{
    const char *status = text_at(object, "status");
    for (size_t i = 0; !row->state && status && i < sizeof endings / sizeof *endings; i++) {
        if (strcmp(endings[i].status, status) == 0)
            return endings[i].state;
    }
    return row->state;
}

/* A dispute's reason is the cardholder's; how it ended says its status. */
static const char *why(const struct row *row, const struct json *object)
{
    static const char *const members[] = {"decline_code", "code"};
    const struct json *error = at(object, "last_payment_error", JSON_OBJECT);
    if (row->by && strcmp(row->by, "bank") == 0)
        return text_at(object, state_of(row, object) == PAY_FAILED ? "status" : "reason");
    if (state_of(row, object) != PAY_FAILED)
        return NULL;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (text_at(error, members[i]))
            return text_at(error, members[i]);
    }
    return text_at(object, "failure_reason") ? text_at(object, "failure_reason") : "failed";
}

static cents amount_of(const struct json *object, const char *name)
{
    const struct json *amount = at(object, name, JSON_NUMBER);
    int64_t hundredths = 0;
    return amount && decimal_parse(amount->text, 0, &hundredths) ? hundredths : 0;
}

static struct stripe_event meant(const struct row *row, const struct json *object)
{
    bool is_refund = row->means && strcmp(row->means, "refund") == 0;
    return (struct stripe_event){
        .answers = row->answers,
        .means = row->means,
        .is_refund = is_refund,
        .by = row->by,
        .key = text_at(at(object, "metadata", JSON_OBJECT), "orderd_operation"),
        .reference = text_at(object, "id"),
        .payment = text_at(object, is_refund ? "payment_intent" : "id"),
        .amount = amount_of(object, is_refund ? "amount" : "amount_received"),
        .outcome = {state_of(row, object), text_at(object, "id"), why(row, object)},
    };
}

struct stripe_event stripe_event_read(const struct json *event)
{
    const char *type = text_at(event, "type"), *version = text_at(event, "api_version");
    const struct json *object = at(at(event, "data", JSON_OBJECT), "object", JSON_OBJECT);
    struct stripe_event read = {.key = NULL};
    for (size_t i = 0; type && object && i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].type, type) == 0)
            read = meant(&rows[i], object);
    }
    read.calls_rests_refunds = version && strcmp(version, only_refunds) < 0;
    return read;
}
