/* Events are hints about operations that are open here; all others are only noted. */
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

static const struct row {
    const char *type;
    const char *kinds;
    enum pay_state state; /* unknown: as the object's status says */
} rows[] = {
    {"payment_intent.amount_capturable_updated", "authorize", PAY_SUCCEEDED},
    {"payment_intent.canceled", "void", PAY_SUCCEEDED},
    {"payment_intent.payment_failed", "authorize", PAY_FAILED},
    {"payment_intent.succeeded", "authorize capture", PAY_SUCCEEDED},
    {"refund.created", "refund", PAY_UNKNOWN},
    {"refund.failed", "refund", PAY_FAILED},
    {"refund.updated", "refund", PAY_UNKNOWN},
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
    if (row->state || !status)
        return row->state;
    if (strcmp(status, "succeeded") == 0)
        return PAY_SUCCEEDED;
    return strcmp(status, "failed") == 0 || strcmp(status, "canceled") == 0 ? PAY_FAILED
                                                                            : PAY_UNKNOWN;
}

static const char *why_failed(const struct json *object)
{
    static const char *const members[] = {"decline_code", "code"};
    const struct json *error = at(object, "last_payment_error", JSON_OBJECT);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (text_at(error, members[i]))
            return text_at(error, members[i]);
    }
    return text_at(object, "failure_reason") ? text_at(object, "failure_reason") : "failed";
}

struct stripe_event stripe_event_read(const struct json *event)
{
    const char *type = text_at(event, "type");
    const struct json *object = at(at(event, "data", JSON_OBJECT), "object", JSON_OBJECT);
    struct stripe_event read = {
        .key = text_at(at(object, "metadata", JSON_OBJECT), "orderd_operation"),
        .reference = text_at(object, "id"),
    };
    for (size_t i = 0; type && i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].type, type) != 0)
            continue;
        read.kinds = rows[i].kinds;
        read.outcome.state = state_of(&rows[i], object);
        read.outcome.reference = read.reference;
        if (read.outcome.state == PAY_FAILED)
            read.outcome.error = why_failed(object);
    }
    return read;
}
