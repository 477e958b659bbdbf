/* Making and changing webhooks: which addresses and events they may have, and their secrets. */
/* SPDX-License-Identifier: MIT */
#include "api/webhooks/webhooks.h"

#include <string.h>

#include "api/events/types.h"
#include "base/crypto.h"
#include "identity/signing_secret.h"
#include "net/url.h"
#include "json/read.h"

static void check_url(struct request *r)
{
    const char *url = values_get(&r->values, P_URL);
    bool plain = strcmp(r->service->conf->webhook_plain_http, "yes") == 0;
    const char *flaw = url ? url_flaw(url, plain) : NULL;
    if (flaw)
        request_invalid(r, "/url", "invalid_format", flaw, NULL);
}

static void check_events(struct request *r)
{
    const struct json *events = json_member(r->input, "events");
    size_t index = 0;
    for (const struct json *item = events ? events->first : NULL; item;
         item = item->next, index++) {
        if (!event_filter_known(item->text))
            request_invalid(r, arena_printf(r->arena, "/events/%zu", index), "not_allowed",
                            "there is no such event", NULL);
    }
}

static enum error check_sent(struct request *r)
{
    check_url(r);
    check_events(r);
    return r->invalid.count ? E_INVALID_FIELDS : E_OK;
}

static void give_secret(struct request *r)
{
    uint8_t secret[SIGNING_SECRET_BYTES];
    crypto_random(secret, sizeof secret);
    values_set(&r->values, P_NEW_SECRET, signing_secret_text(r->arena, secret));
    values_set(
        &r->values, P_SEALED,
        signing_secret_seal(r->arena, r->service->keys, values_get(&r->values, P_ID), secret));
    explicit_bzero(secret, sizeof secret);
}

enum error webhook_create(struct request *r)
{
    give_secret(r);
    return check_sent(r);
}

static enum error check_version(struct request *r)
{
    return request_if_match(r, values_get(&r->values, P_VERSION));
}

enum error webhook_change(struct request *r)
{
    enum error error = check_version(r);
    return error ? error : check_sent(r);
}

enum error webhook_rotate(struct request *r)
{
    bool rotating = rows_true(request_fact(r, Q_WEBHOOK_SECRET_FACTS), 0, "rotating");
    enum error error = check_version(r);
    if (error)
        return error;
    if (rotating && strcmp(values_get(&r->values, P_KEEP_SECONDS), "0") != 0)
        return E_SECRET_ROTATING;
    give_secret(r);
    return E_OK;
}
