/* Idempotency keys. The row is written in the transaction of the work (Q_IDEMPOTENCY_CLAIM). */
/* SPDX-License-Identifier: MIT */
#include "gateway/idempotency.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "gateway/route_traits.h"

enum { KEY_MOST = 255 };

/* The draft has the key as a quoted string; most clients send it bare. */
static const char *unquote(struct arena *arena, const char *key)
{
    size_t length = strlen(key);
    if (length >= 2 && key[0] == '"' && key[length - 1] == '"')
        return arena_strndup(arena, key + 1, length - 2);
    return key;
}

static bool is_printable_ascii(const char *text)
{
    for (; *text; text++) {
        if (*text < 0x20 || *text > 0x7e)
            return false;
    }
    return true;
}

/* Keyed, since a request may hold a password, of which the database keeps no quick hash. */
static const char *request_hash(struct request *r)
{
    uint8_t hash[CRYPTO_HASH_BYTES];
    struct buf whole = buf_new(r->arena);
    buf_printf(&whole, "request\n%s\n%s\n", r->path, r->query);
    buf_add(&whole, r->body, r->body_length);
    crypto_hash_raw(hash, whole.data, whole.length, keys_secret(r->service->keys));
    return arena_printf(r->arena, "\\x%s", crypto_hex(r->arena, hash, sizeof hash));
}

static enum error read_header(struct request *r)
{
    const char *header = request_param(r, "HTTP_IDEMPOTENCY_KEY");
    if (!header)
        return E_OK;
    const char *key = unquote(r->arena, header);
    size_t length = strlen(key);
    if (length < 1 || length > KEY_MOST || !is_printable_ascii(key)) {
        r->detail = "Idempotency-Key must be 1 to 255 printable ASCII characters.";
        return E_BAD_HEADER;
    }
    r->key = key;
    return E_OK;
}

enum error idempotency_read(struct request *r)
{
    bool entry = r->key; /* its whole was asked for the key */
    if (!entry && route_takes_key(r->route)) {
        enum error error = read_header(r);
        if (error)
            return error;
    }
    if (!r->key || r->route->flags & R_ENTRIES)
        return E_OK;

    values_set(&r->values, P_REQUEST_HASH, request_hash(r));
    values_set(&r->values, P_IDEMPOTENCY_KEY, r->key);
    values_set(&r->values, P_ROUTE,
               entry ? "an entry"
                     : arena_printf(r->arena, "%s %s", r->route->method, r->route->pattern));
    if (!r->token) /* else it is known with the rest of who asks */
        values_set(&r->values, P_PRINCIPAL, "anyone");
    values_set_int(&r->values, P_REPLY_STATUS, r->route->status ? r->route->status : 200);
    return E_OK;
}

bool idempotency_keyed(const struct request *r)
{
    return values_has(&r->values, P_IDEMPOTENCY_KEY) && !request_is_dry(r);
}

enum error idempotency_replay(struct request *r, const struct rows *found,
                              const struct rows **shown)
{
    if (rows_count(found) == 0)
        return E_OK;
    if (!rows_true(found, 0, "same_request"))
        return E_IDEMPOTENCY_KEY_REUSED;

    struct plan plan = {0};
    const struct rows *rows[1] = {found};
    values_set(&r->values, P_ID, rows_text(found, 0, "id"));
    if (!(r->route->flags & R_NO_CONTENT))
        plan_add(&plan, r->route->show);
    enum error error =
        plan.count ? db_run(r->service->db, r->arena, &plan, &r->values, rows) : E_OK;
    if (error)
        return error;
    if (rows_count(rows[0]) == 0)
        return E_NOT_FOUND;
    r->reply.status = (int)rows_int(found, 0, "status");
    request_header(r, "Idempotent-Replayed", "true");
    *shown = rows[0];
    return E_OK;
}
