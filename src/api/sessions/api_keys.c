/* API keys: made, shown once, and from then on known by their hash. */
/* SPDX-License-Identifier: MIT */
#include "api/sessions/api_keys.h"

#include <string.h>

#include "api/people/users.h"
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
    if (!rows_true(r->facts[0], 0, "expires_later")) {
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

static const struct sort sorts[] = {
    {"-id", Q_API_KEYS_LIST, NULL},
    {NULL, Q_NONE, NULL},
};
const struct list api_keys_list = {sorts, Q_API_KEYS_COUNT};

static const struct field in_fields[] = {
    {.name = "name",
     .type = F_TEXT,
     .required = ALWAYS,
     .least = 1,
     .most = 100,
     .meaning = "What you call it",
     .example = "\"warehouse scanner\""},
    {.name = "role",
     .type = F_ENUM,
     .words = role_words,
     .meaning = "What it may do, at most what you may; without it, the same",
     .example = "\"staff\""},
    {.name = "expires_at",
     .type = F_TIME,
     .nullable = ALWAYS,
     .meaning = "Useless from then on; null: never",
     .example = "\"2099-01-01T00:00:00Z\""},
    {.name = NULL},
};
const struct schema api_key_in = {.name = "ApiKeyIn", .fields = in_fields};

#define API_KEY_FIELDS                                                                             \
    {.name = "id", .type = F_ID, .meaning = "Identity", .example = "1"},                           \
        {.name = "user_id", .type = F_ID, .meaning = "For whom it acts", .example = "1"},          \
        {.name = "name",                                                                           \
         .type = F_TEXT,                                                                           \
         .meaning = "What its owner calls it",                                                     \
         .example = "\"warehouse scanner\""},                                                      \
        {.name = "prefix",                                                                         \
         .type = F_TEXT,                                                                           \
         .meaning = "How the key begins",                                                          \
         .example = "\"orderd_pWkq0\""},                                                           \
        {.name = "role",                                                                           \
         .type = F_ENUM,                                                                           \
         .words = role_words,                                                                      \
         .meaning = "What it may do",                                                              \
         .example = "\"staff\""},                                                                  \
        {.name = "created_at",                                                                     \
         .type = F_TIME,                                                                           \
         .meaning = "When it was made",                                                            \
         .example = "\"2026-01-01T09:00:00Z\""},                                                   \
        {.name = "expires_at",                                                                     \
         .type = F_TIME,                                                                           \
         .nullable = ALWAYS,                                                                       \
         .meaning = "Useless from then on; null: never",                                           \
         .example = "\"2099-01-01T00:00:00Z\""},                                                   \
    {                                                                                              \
        .name = "last_used_at", .type = F_TIME, .nullable = ALWAYS,                                \
        .meaning = "Last use, to the minute; null: never", .example = "\"2026-01-01T09:00:00Z\""   \
    }

static const struct field out_fields[] = {API_KEY_FIELDS, {.name = NULL}};
const struct schema api_key_out = {.name = "ApiKey", .fields = out_fields};

static const struct field made_fields[] = {
    API_KEY_FIELDS,
    {.name = "key",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .secret = true,
     .meaning = "The key itself, shown this once; null when the request is repeated",
     .example = "\"orderd_pWkq0T3mB7yZx1cVnR5uJd8sLhGf2aEo\""},
    {.name = NULL},
};
const struct schema api_key_made_out = {.name = "ApiKeyMade", .fields = made_fields};

static const struct field query_fields[] = {
    {.name = "user_id", .type = F_ID, .meaning = "Only this user's; admins see everybody's"},
    {.name = NULL},
};
const struct schema api_key_query = {.name = "ApiKeyQuery", .fields = query_fields};
