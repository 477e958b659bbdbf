/* Signed tokens, taken apart. */
/* SPDX-License-Identifier: MIT */
#include "identity/jwt.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/crypto.h"

/* The JSON object that a part holds, or NULL. */
static const struct json *part_object(struct arena *arena, const char *part, size_t part_length)
{
    char *text = arena_alloc(arena, part_length + 1);
    long length = crypto_base64url_decode(text, part_length, part, part_length);
    const char *error;
    const struct json *object = length > 0 ? json_read(arena, text, (size_t)length, &error) : NULL;
    return object && object->type == JSON_OBJECT ? object : NULL;
}

bool jwt_read(struct jwt *jwt, struct arena *arena, const char *text, size_t length)
{
    const char *first = memchr(text, '.', length);
    const char *second = first ? memchr(first + 1, '.', (size_t)(text + length - first - 1)) : NULL;
    if (!second)
        return false;
    jwt->text = text;
    jwt->signed_length = (size_t)(second - text);
    jwt->signature = second + 1;
    jwt->signature_length = (size_t)(text + length - second - 1);
    if (jwt->signature_length == 0 || memchr(jwt->signature, '.', jwt->signature_length))
        return false;
    jwt->header = part_object(arena, text, (size_t)(first - text));
    jwt->claims = jwt->header ? part_object(arena, first + 1, (size_t)(second - first - 1)) : NULL;
    return jwt->claims;
}

const char *jwt_text(const struct json *object, const char *name)
{
    const struct json *member = json_member(object, name);
    return member && member->type == JSON_STRING ? member->text : "";
}

int64_t jwt_time(const struct json *object, const char *name)
{
    const struct json *member = json_member(object, name);
    if (!member || member->type != JSON_NUMBER)
        return -1;
    size_t digits = strspn(member->text, "0123456789");
    if (digits == 0 || digits > 12 || member->text[digits] || *member->text == '0')
        return -1;
    return strtoll(member->text, NULL, 10);
}

bool jwt_is_access_token(const struct json *header)
{
    const char *typ = jwt_text(header, "typ");
    return !json_member(header, "crit") &&
           (strcasecmp(typ, "at+jwt") == 0 || strcasecmp(typ, "application/at+jwt") == 0);
}
