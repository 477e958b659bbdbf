/* An outside issuer whose tokens are trusted: its keys, and what its tokens must say. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_ISSUER_H
#define ORDERD_IDENTITY_ISSUER_H

#include "base/values.h"
#include "identity/jwk.h"
#include "identity/token.h"

struct issuer;

/* NULL when the settings name none. Its keys are read when the first token comes. Free with
 * issuer_free. */
struct issuer *issuer_new(const struct conf *conf);
void issuer_free(struct issuer *issuer);

/* As token_verify, for a token of the issuer. Checked: form, the `alg` of the key that `kid`
 * names, typ (at+jwt, JWT or none), signature, iss, aud, exp, nbf, iat, sub (RFC 8725). The keys
 * are read again every hour, and for an unknown `kid` once a minute at most; a fetch takes two
 * seconds at most, and one that failed is not tried again within the minute. */
struct token *issuer_verify(struct token_cache *cache, struct arena *arena, struct issuer *issuer,
                            const char *text, size_t length, int64_t now)
    __attribute__((warn_unused_result));

/* Puts what a verified token says of its owner into `values`, for a new account: outside_email,
 * email_verified, given_name, family_name; null where it says nothing that can be stored. */
void issuer_read_profile(struct arena *arena, const char *text, struct values *values);

#endif
