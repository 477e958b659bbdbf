/* Signs access tokens, checks them, and remembers the good ones so that each is checked once. */
/* SPDX-License-Identifier: MIT */
#include "gateway/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "json/format.h"
#include "json/read.h"
#include "json/write.h"

enum { TOKEN_MOST = 2048, CACHE_SETS = 512, CACHE_WAYS = 2, CLOCK_LEEWAY = 60 };

struct slot {
    struct token token; /* expires 0: empty */
    char kid[KEY_ID_LENGTH + 1];
    uint64_t used; /* the cache's count when it was last asked for */
};

struct token_cache {
    uint8_t key[CRYPTO_KEY_BYTES]; /* of the hash: nobody outside can aim at a slot */
    uint64_t count;
    struct slot blank; /* of an API key that is not remembered */
    struct slot slots[CACHE_SETS][CACHE_WAYS];
};

struct token_cache *token_cache_new(void)
{
    struct token_cache *cache = calloc(1, sizeof *cache);
    if (!cache)
        abort();
    crypto_random(cache->key, sizeof cache->key);
    return cache;
}

void token_cache_free(struct token_cache *cache)
{
    free(cache);
}

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

struct part {
    const char *text;
    size_t length;
};

/* Exactly three parts, none of them empty. */
static bool split(const char *text, size_t length, struct part parts[3])
{
    for (size_t i = 0; i < 3; i++) {
        const char *dot = memchr(text, '.', length);
        size_t part = dot ? (size_t)(dot - text) : length;
        if (part == 0 || !dot != (i == 2))
            return false;
        parts[i] = (struct part){text, part};
        if (dot) {
            text += part + 1;
            length -= part + 1;
        }
    }
    return true;
}

/* The JSON object that a part holds, or NULL. */
static const struct json *part_object(struct arena *arena, struct part part)
{
    char *text = arena_alloc(arena, part.length);
    long length = crypto_base64url_decode(text, part.length, part.text, part.length);
    const char *error;
    const struct json *object = length > 0 ? json_read(arena, text, (size_t)length, &error) : NULL;
    return object && object->type == JSON_OBJECT ? object : NULL;
}

/* The string member's text, or "" which no claim may be. */
static const char *text_of(const struct json *object, const char *name)
{
    const struct json *member = json_member(object, name);
    return member && member->type == JSON_STRING ? member->text : "";
}

/* One to `most` digits, the first not 0. */
static bool is_number(const char *text, size_t most)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits <= most && text[digits] == '\0' && *text != '0';
}

/* A whole number of seconds, or -1. */
static int64_t time_of(const struct json *object, const char *name)
{
    const struct json *member = json_member(object, name);
    if (!member || member->type != JSON_NUMBER || !is_number(member->text, 12))
        return -1;
    return strtoll(member->text, NULL, 10);
}

/* The key that the header names, or NULL; `alg` is pinned, since every key here is Ed25519. */
static const struct key *header_key(struct keys *keys, const struct json *header)
{
    const char *typ = text_of(header, "typ");
    const char *kid = text_of(header, "kid");
    if (strcmp(text_of(header, "alg"), "EdDSA") != 0)
        return NULL;
    if (strcasecmp(typ, "at+jwt") != 0 && strcasecmp(typ, "application/at+jwt") != 0)
        return NULL;
    if (json_member(header, "crit")) /* must be understood (RFC 7515 4.1.11); none is */
        return NULL;
    return keys_find(keys, kid, strlen(kid));
}

static bool signature_fits(const struct part parts[3], const struct key *key)
{
    uint8_t signature[CRYPTO_SIGNATURE_BYTES];
    const struct part *last = &parts[2];
    size_t signed_length = parts[0].length + 1 + parts[1].length;
    return crypto_base64url_decode(signature, sizeof signature, last->text, last->length) ==
               CRYPTO_SIGNATURE_BYTES &&
           crypto_verify(signature, parts[0].text, signed_length, key->public_key);
}

static bool read_claims(struct token *token, const struct json *claims, const struct conf *conf,
                        int64_t now)
{
    const char *sub = text_of(claims, "sub");
    const char *sid = text_of(claims, "sid");
    int64_t issued = time_of(claims, "iat");
    token->expires = time_of(claims, "exp");
    if (strcmp(text_of(claims, "iss"), conf->issuer) != 0 ||
        strcmp(text_of(claims, "aud"), conf->audience) != 0)
        return false;
    if (token->expires <= now || issued < 0 || issued > now + CLOCK_LEEWAY)
        return false;
    if (!is_number(sub, 18) || !format_is_uuid(sid))
        return false;
    memcpy(token->sub, sub, strlen(sub) + 1);
    memcpy(token->sid, sid, strlen(sid) + 1);
    return true;
}

/* ---- remembering ---- */

static struct slot *cache_find(struct token_cache *cache, size_t set,
                               const uint8_t hash[CRYPTO_HASH_BYTES])
{
    for (size_t way = 0; way < CACHE_WAYS; way++) {
        struct slot *slot = &cache->slots[set][way];
        if (slot->token.expires != 0 && crypto_equal(slot->token.hash, hash, CRYPTO_HASH_BYTES))
            return slot;
    }
    return NULL;
}

/* The slot of the set that was asked for least lately. */
static struct slot *cache_victim(struct token_cache *cache, size_t set)
{
    struct slot *victim = &cache->slots[set][0];
    for (size_t way = 1; way < CACHE_WAYS; way++)
        if (cache->slots[set][way].used < victim->used)
            victim = &cache->slots[set][way];
    return victim;
}

/* Fills `slot` with what a valid token says. */
static bool check(struct slot *slot, struct arena *arena, const struct conf *conf,
                  struct keys *keys, const char *text, size_t length, int64_t now)
{
    struct part parts[3];
    if (!split(text, length, parts))
        return false;
    const struct json *header = part_object(arena, parts[0]);
    const struct key *key = header ? header_key(keys, header) : NULL;
    if (!key || !signature_fits(parts, key))
        return false;
    const struct json *claims = part_object(arena, parts[1]);
    memcpy(slot->kid, key->id, sizeof slot->kid);
    return claims && read_claims(&slot->token, claims, conf, now);
}

static size_t set_of(const uint8_t hash[CRYPTO_HASH_BYTES])
{
    return (hash[0] | (size_t)hash[1] << 8) % CACHE_SETS;
}

struct token *token_verify(struct token_cache *cache, struct arena *arena, const struct conf *conf,
                           struct keys *keys, const char *text, size_t length, int64_t now)
{
    if (length == 0 || length > TOKEN_MOST)
        return NULL;
    uint8_t hash[CRYPTO_HASH_BYTES];
    crypto_hash_raw(hash, text, length, cache->key);

    struct slot *slot = cache_find(cache, set_of(hash), hash);
    if (slot && (slot->token.expires <= now || !keys_find(keys, slot->kid, KEY_ID_LENGTH))) {
        memset(slot, 0, sizeof *slot);
        return NULL;
    }
    if (!slot) {
        struct slot fresh = {0};
        if (!check(&fresh, arena, conf, keys, text, length, now))
            return NULL;
        memcpy(fresh.token.hash, hash, sizeof hash);
        slot = cache_victim(cache, set_of(hash));
        *slot = fresh;
    }
    slot->used = ++cache->count;
    return &slot->token;
}

struct token *token_of_key(struct token_cache *cache, const char *text, size_t length)
{
    uint8_t hash[CRYPTO_HASH_BYTES];
    crypto_hash_raw(hash, text, length, cache->key);
    struct slot *slot = cache_find(cache, set_of(hash), hash);
    if (!slot) {
        slot = &cache->blank;
        *slot = (struct slot){.token = {.kind = TOKEN_API_KEY, .expires = INT64_MAX}};
        memcpy(slot->token.hash, hash, sizeof hash);
    }
    slot->used = ++cache->count;
    return &slot->token;
}

struct token *token_keep(struct token_cache *cache, struct token *token)
{
    if (token != &cache->blank.token)
        return token;
    struct slot *slot = cache_victim(cache, set_of(token->hash));
    *slot = cache->blank;
    return &slot->token;
}
