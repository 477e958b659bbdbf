/* The keys of an outside issuer are kept by each worker; the rules for its tokens are ours. */
/* SPDX-License-Identifier: MIT */
#include "identity/issuer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/log.h"
#include "db/queries.h"
#include "identity/jwt.h"
#include "identity/token_cache.h"
#include "net/fetch.h"
#include "json/field.h"

enum {
    TOKEN_MOST = 8192,
    KEYS_BYTES_MOST = 256 * 1024,
    READ_EVERY = 3600, /* seconds: a key that the issuer took back is not good for longer */
    LOOK_EVERY = 60,   /* after a failure, or for an unknown key */
    FETCH_SECONDS = 2,
};

struct issuer {
    const char *name, *audience, *source; /* of the settings */
    struct jwk_set keys;
    time_t read_at;   /* monotonic seconds of the last good reading; 0: never */
    time_t failed_at; /* of the last bad one */
    time_t looked_at; /* of the last one for an unknown key */
};

struct issuer *issuer_new(const struct conf *conf)
{
    if (!*conf->outside_issuer)
        return NULL;
    struct issuer *issuer = calloc(1, sizeof *issuer);
    if (!issuer)
        abort();
    issuer->name = conf->outside_issuer;
    issuer->audience = conf->outside_audience;
    issuer->source = conf->outside_jwks;
    return issuer;
}

void issuer_free(struct issuer *issuer)
{
    if (issuer)
        jwk_set_free(&issuer->keys);
    free(issuer);
}

/* ---- the keys ---- */

static bool read_file(struct buf *out, const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    char piece[4096];
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;) {
        buf_add(out, piece, got);
        if (out->length > KEYS_BYTES_MOST)
            break;
    }
    bool fine = !ferror(file) && out->length <= KEYS_BYTES_MOST;
    fclose(file);
    return fine;
}

static const char *read_source(struct buf *out, const char *source)
{
    if (*source == '/')
        return read_file(out, source) ? NULL : "file_unreadable";
    const struct fetch request = {.url = source, .seconds = FETCH_SECONDS};
    struct fetched reply = fetch(out->arena, &request);
    *out = reply.body;
    return reply.why ? reply.why : reply.status == 200 ? NULL : "refused";
}

/* Keys that can't be read leave those of before in force. */
static void read_keys(struct issuer *issuer, time_t now)
{
    struct arena *arena = arena_new(16 * 1024);
    struct buf text = buf_new(arena);
    struct jwk_set keys = {.count = 0};
    const char *why = read_source(&text, issuer->source);
    if (!why && !jwk_set_read(&keys, arena, text.data, text.length))
        why = "not_a_key_set";
    if (why) {
        log_event(LOG_ERROR, "outside issuer's keys can't be read", "from", issuer->source, "why",
                  why, NULL);
        issuer->failed_at = now;
    } else {
        jwk_set_free(&issuer->keys);
        issuer->keys = keys;
        issuer->read_at = now;
    }
    arena_free(arena);
}

static time_t monotonic_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec + 1; /* never 0 */
}

static bool is_recent(time_t then, time_t now, time_t seconds)
{
    return then && now - then < seconds;
}

static const struct jwk *find_key(struct issuer *issuer, const char *id)
{
    time_t now = monotonic_seconds();
    bool failed = is_recent(issuer->failed_at, now, LOOK_EVERY);
    bool stale = !failed && !is_recent(issuer->read_at, now, READ_EVERY);
    if (stale)
        read_keys(issuer, now);
    const struct jwk *key = jwk_find(&issuer->keys, id);
    if (key || stale || failed || is_recent(issuer->looked_at, now, LOOK_EVERY))
        return key;
    issuer->looked_at = now;
    read_keys(issuer, now);
    return jwk_find(&issuer->keys, id);
}

/* ---- the tokens ---- */

/* Some issuers give access tokens no type; those of other kinds have their own. */
static bool type_fits(const struct json *header)
{
    if (json_member(header, "crit"))
        return false;
    return !json_member(header, "typ") || strcasecmp(jwt_text(header, "typ"), "JWT") == 0 ||
           jwt_is_access_token(header);
}

static bool audience_fits(const struct json *claims, const char *audience)
{
    const struct json *aud = json_member(claims, "aud");
    if (!aud || aud->type != JSON_ARRAY)
        return strcmp(jwt_text(claims, "aud"), audience) == 0;
    for (const struct json *one = aud->first; one; one = one->next) {
        if (one->type == JSON_STRING && strcmp(one->text, audience) == 0)
            return true;
    }
    return false;
}

/* A time that may be missing, but not lie ahead. */
static bool is_past(const struct json *claims, const char *name, int64_t now)
{
    int64_t when = jwt_time(claims, name);
    return !json_member(claims, name) || (when >= 0 && when <= now + JWT_LEEWAY);
}

static bool read_claims(struct token *token, const struct json *claims, const struct issuer *issuer,
                        int64_t now)
{
    const char *sub = jwt_text(claims, "sub"), *jti = jwt_text(claims, "jti");
    token->expires = jwt_time(claims, "exp");
    if (strcmp(jwt_text(claims, "iss"), issuer->name) != 0 ||
        !audience_fits(claims, issuer->audience) || token->expires <= now ||
        !is_past(claims, "nbf", now) || !is_past(claims, "iat", now))
        return false;
    if (!*sub || strlen(sub) >= sizeof token->sub)
        return false;
    memcpy(token->sub, sub, strlen(sub) + 1);
    memcpy(token->jti, jti, strlen(jti) < sizeof token->jti ? strlen(jti) + 1 : 0);
    return true;
}

static bool signature_fits(const struct jwt *jwt, const struct jwk *key, struct arena *arena)
{
    uint8_t *signature = arena_alloc(arena, jwt->signature_length);
    long length = crypto_base64url_decode(signature, jwt->signature_length, jwt->signature,
                                          jwt->signature_length);
    return length > 0 && jwk_verify(key, jwt->text, jwt->signed_length, signature, (size_t)length);
}

static bool check(struct token *token, struct arena *arena, struct issuer *issuer, const char *text,
                  size_t length, int64_t now)
{
    struct jwt jwt;
    if (!jwt_read(&jwt, arena, text, length) || !type_fits(jwt.header) ||
        !read_claims(token, jwt.claims, issuer, now))
        return false;
    const struct jwk *key = find_key(issuer, jwt_text(jwt.header, "kid"));
    if (!key || strcmp(jwt_text(jwt.header, "alg"), key->alg) != 0 ||
        !signature_fits(&jwt, key, arena))
        return false;
    memcpy(token->kid, key->id, sizeof token->kid);
    return true;
}

struct token *issuer_verify(struct token_cache *cache, struct arena *arena, struct issuer *issuer,
                            const char *text, size_t length, int64_t now)
{
    struct token fresh = {.kind = TOKEN_OUTSIDE};
    if (length == 0 || length > TOKEN_MOST)
        return NULL;
    token_cache_hash(cache, &fresh, text, length);
    struct token *known = token_cache_find(cache, &fresh);
    if (known && known->kind != TOKEN_OUTSIDE)
        return NULL;
    if (known && (known->expires <= now || !find_key(issuer, known->kid))) {
        token_cache_drop(known);
        return NULL;
    }
    if (known)
        return known;
    return check(&fresh, arena, issuer, text, length, now) ? token_cache_put(cache, &fresh) : NULL;
}

/* ---- the person ---- */

/* The claim when it fits the field, or NULL. */
static const char *fitting(struct arena *arena, const struct json *claims, struct field field)
{
    const char *text = NULL;
    const struct json *member = json_member(claims, field.name);
    if (!member || member->type != JSON_STRING ||
        field_check(arena, &field, member, false, &text).code)
        return NULL;
    return text;
}

void issuer_read_profile(struct arena *arena, const char *text, struct values *values)
{
    static const struct field email = {.name = "email", .type = F_EMAIL};
    static const struct field given = {
        .name = "given_name", .type = F_TEXT, .least = 1, .most = 100};
    static const struct field family = {
        .name = "family_name", .type = F_TEXT, .least = 1, .most = 100};
    struct jwt jwt;
    if (!jwt_read(&jwt, arena, text, strlen(text)))
        return;
    const struct json *verified = json_member(jwt.claims, "email_verified");
    const char *address = fitting(arena, jwt.claims, email);
    values_set(values, P_OUTSIDE_EMAIL, address);
    values_set_bool(values, P_EMAIL_VERIFIED,
                    address && verified && verified->type == JSON_BOOL &&
                        strcmp(verified->text, "true") == 0);
    values_set(values, P_GIVEN_NAME, fitting(arena, jwt.claims, given));
    values_set(values, P_FAMILY_NAME, fitting(arena, jwt.claims, family));
}
