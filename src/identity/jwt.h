/* The compact form of signed tokens: three parts, and what the first two say (RFC 7515, RFC 7519).
 * Nothing here is checked but the form. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_JWT_H
#define ORDERD_IDENTITY_JWT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json/read.h"

struct jwt {
    const struct json *header, *claims; /* objects */
    const char *text;                   /* what is signed, signed_length bytes of it */
    size_t signed_length;
    const char *signature; /* base64url */
    size_t signature_length;
};

enum { JWT_LEEWAY = 60 }; /* seconds that clocks may differ by */

/* False when it is not exactly three parts, the first two of them JSON objects. */
bool jwt_read(struct jwt *jwt, struct arena *arena, const char *text, size_t length)
    __attribute__((warn_unused_result));

/* The string member's text, or "" which no claim may be. */
const char *jwt_text(const struct json *object, const char *name);

/* A whole number of seconds, or -1. */
int64_t jwt_time(const struct json *object, const char *name);

/* True when the header's type is that of an access token (RFC 9068 section 4), and nothing in the
 * header must be understood that nobody here does (RFC 7515 section 4.1.11). */
bool jwt_is_access_token(const struct json *header);

#endif
