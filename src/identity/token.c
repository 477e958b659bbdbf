/* Signs access tokens, and checks them once each. */
/* SPDX-License-Identifier: MIT */
#include "identity/token.h"

#include <stdio.h>
#include <string.h>

#include "base/json_text.h"
#include "identity/jwt.h"
#include "identity/token_cache.h"
#include "json/format.h"

enum { TOKEN_MOST = 2048 };

/* ---- signing ---- */

static const char *header_text(struct arena *arena, const struct key *key)
{
    struct buf out = buf_new(arena);
    struct json_writer w = json_writer(&out);
    json_open(&w, NULL, '{');
    json_text(&w, "alg", "EdDSA");
    json_text(&w, "typ", "at+jwt");
    json_text(&w, "kid", key->id);
    json_close(&w, '}');
    return crypto_base64url(arena, out.data, out.length);
}

char *token_sign(struct arena *arena, const struct conf *conf, const struct key *key,
                 const char *sub, const char *sid, const char *role, int64_t now, int64_t expires)
{
    struct buf payload = buf_new(arena);
    struct json_writer w = json_writer(&payload);
    json_open(&w, NULL, '{');
    json_text(&w, "iss", conf->issuer);
    json_text(&w, "aud", conf->audience);
    json_text(&w, "sub", sub);
    json_text(&w, "sid", sid);
    json_text(&w, "jti", crypto_uuid(arena));
    json_int(&w, "iat", now);
    json_int(&w, "exp", expires);
    json_text(&w, "role", role);
    json_close(&w, '}');

    uint8_t signature[CRYPTO_SIGNATURE_BYTES];
    char *signed_part = arena_printf(arena, "%s.%s", header_text(arena, key),
                                     crypto_base64url(arena, payload.data, payload.length));
    crypto_sign_message(signature, signed_part, strlen(signed_part), key->seed);
    return arena_printf(arena, "%s.%s", signed_part,
                        crypto_base64url(arena, signature, sizeof signature));
}

/* ---- checking ---- */

/* One to `most` digits, the first not 0. */
static bool is_number(const char *text, size_t most)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits <= most && text[digits] == '\0' && *text != '0';
}

/* The key that the header names, or NULL; `alg` is pinned, since every key here is Ed25519. */
static const struct key *header_key(struct keys *keys, const struct json *header)
{
    const char *kid = jwt_text(header, "kid");
    if (strcmp(jwt_text(header, "alg"), "EdDSA") != 0 || !jwt_is_access_token(header))
        return NULL;
    return keys_find(keys, kid, strlen(kid));
}

static bool signature_fits(const struct jwt *jwt, const struct key *key)
{
    uint8_t signature[CRYPTO_SIGNATURE_BYTES];
    return crypto_base64url_decode(signature, sizeof signature, jwt->signature,
                                   jwt->signature_length) == CRYPTO_SIGNATURE_BYTES &&
           crypto_verify(signature, jwt->text, jwt->signed_length, key->public_key);
}

static bool read_claims(struct token *token, const struct json *claims, const struct conf *conf,
                        int64_t now)
{
    const char *sub = jwt_text(claims, "sub");
    const char *sid = jwt_text(claims, "sid");
    int64_t issued = jwt_time(claims, "iat");
    token->expires = jwt_time(claims, "exp");
    if (strcmp(jwt_text(claims, "iss"), conf->issuer) != 0 ||
        strcmp(jwt_text(claims, "aud"), conf->audience) != 0)
        return false;
    if (token->expires <= now || issued < 0 || issued > now + JWT_LEEWAY)
        return false;
    if (!is_number(sub, 18) || !format_is_uuid(sid))
        return false;
    memcpy(token->sub, sub, strlen(sub) + 1);
    memcpy(token->sid, sid, strlen(sid) + 1);
    return true;
}

/* Fills `token` with what a valid text says. */
static bool check(struct token *token, struct arena *arena, const struct conf *conf,
                  struct keys *keys, const char *text, size_t length, int64_t now)
{
    struct jwt jwt;
    if (!jwt_read(&jwt, arena, text, length))
        return false;
    const struct key *key = header_key(keys, jwt.header);
    if (!key || !signature_fits(&jwt, key))
        return false;
    snprintf(token->kid, sizeof token->kid, "%s", key->id);
    return read_claims(token, jwt.claims, conf, now);
}

struct token *token_verify(struct token_cache *cache, struct arena *arena, const struct conf *conf,
                           struct keys *keys, const char *text, size_t length, int64_t now)
{
    struct token fresh = {.kind = TOKEN_SESSION};
    if (length == 0 || length > TOKEN_MOST)
        return NULL;
    token_cache_hash(cache, &fresh, text, length);
    struct token *known = token_cache_find(cache, &fresh);
    if (known && known->kind != TOKEN_SESSION)
        return NULL;
    if (known && (known->expires <= now || !keys_find(keys, known->kid, strlen(known->kid)))) {
        token_cache_drop(known);
        return NULL;
    }
    if (known)
        return known;
    return check(&fresh, arena, conf, keys, text, length, now) ? token_cache_put(cache, &fresh)
                                                               : NULL;
}
