/* API keys: made, shown once, and from then on known by their hash. */
/* SPDX-License-Identifier: MIT */
#include "api/sessions/api_keys.h"

#include <string.h>

#include "base/crypto.h"
#include "gateway/auth.h"

enum { PREFIX_SHOWN = sizeof AUTH_KEY_PREFIX - 1 + 5 };

enum error api_key_create(struct request *r)
{
    const char *role = values_get(&r->values, P_ROLE);
    if (role && role_named(role) > r->role) {
        r->detail = "A key's role can't be above yours.";
        return E_FORBIDDEN;
    }
    if (!rows_true(request_fact(r, Q_API_KEY_NEW), 0, "expires_later")) {
        request_invalid(r, "/expires_at", "not_allowed", "is over", NULL);
        return E_INVALID_FIELDS;
    }
    const char *key = arena_printf(r->arena, AUTH_KEY_PREFIX "%s", crypto_secret(r->arena));
    values_set(&r->values, P_KEY_ROLE, role ? role : role_name(r->role));
    values_set(&r->values, P_NEW_KEY, key);
    values_set(&r->values, P_NEW_KEY_HASH, crypto_hash_bytea(r->arena, key, strlen(key)));
    values_set(&r->values, P_PREFIX, arena_strndup(r->arena, key, PREFIX_SHOWN));
    return E_OK;
}
