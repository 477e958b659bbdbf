/* What a worker remembers of the tokens and keys it has seen: so each is checked once, and its
 * principal guessed. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_TOKEN_CACHE_H
#define ORDERD_IDENTITY_TOKEN_CACHE_H

#include "identity/token.h"

/* Fills `fresh` with what to remember a token by: its hash. */
void token_cache_hash(const struct token_cache *cache, struct token *fresh, const char *text,
                      size_t length);

/* The token with the hash of `fresh`, or NULL; owned by the cache until the next call. */
struct token *token_cache_find(struct token_cache *cache, const struct token *fresh);

/* Remembers it, in place of the one that was asked for least lately. */
struct token *token_cache_put(struct token_cache *cache, const struct token *fresh);

/* Forgets one that is not good any more. */
void token_cache_drop(struct token *token);

#endif
