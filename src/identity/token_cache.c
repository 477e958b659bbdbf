/* A small table of two ways; whatever does not fit is checked again. */
/* SPDX-License-Identifier: MIT */
#include "identity/token_cache.h"

#include <stdlib.h>
#include <string.h>

enum { CACHE_SETS = 512, CACHE_WAYS = 2 };

struct token_cache {
    uint8_t key[CRYPTO_KEY_BYTES]; /* of the hash: nobody outside can aim at a slot */
    uint64_t count;
    struct token blank;                         /* of an API key that is not remembered */
    struct token slots[CACHE_SETS][CACHE_WAYS]; /* expires 0: empty */
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

static struct token *set_of(struct token_cache *cache, const struct token *token)
{
    return cache->slots[(token->hash[0] | (size_t)token->hash[1] << 8) % CACHE_SETS];
}

void token_cache_hash(const struct token_cache *cache, struct token *fresh, const char *text,
                      size_t length)
{
    crypto_hash_raw(fresh->hash, text, length, cache->key);
}

struct token *token_cache_find(struct token_cache *cache, const struct token *fresh)
{
    struct token *set = set_of(cache, fresh);
    for (size_t way = 0; way < CACHE_WAYS; way++) {
        if (set[way].expires == 0 || !crypto_equal(set[way].hash, fresh->hash, CRYPTO_HASH_BYTES))
            continue;
        set[way].used = ++cache->count;
        return &set[way];
    }
    return NULL;
}

struct token *token_cache_put(struct token_cache *cache, const struct token *fresh)
{
    struct token *set = set_of(cache, fresh), *victim = set;
    for (size_t way = 1; way < CACHE_WAYS; way++)
        if (set[way].used < victim->used)
            victim = &set[way];
    *victim = *fresh;
    victim->used = ++cache->count;
    return victim;
}

void token_cache_drop(struct token *token)
{
    memset(token, 0, sizeof *token);
}

struct token *token_of_key(struct token_cache *cache, const char *text, size_t length)
{
    struct token *blank = &cache->blank;
    *blank = (struct token){.kind = TOKEN_API_KEY, .expires = INT64_MAX};
    token_cache_hash(cache, blank, text, length);
    struct token *known = token_cache_find(cache, blank);
    return known ? known : blank;
}

struct token *token_keep(struct token_cache *cache, struct token *token)
{
    return token == &cache->blank ? token_cache_put(cache, token) : token;
}
