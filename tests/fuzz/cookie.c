/* Cookies: what is read is the first of that name between semicolons. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

static const char name[] = "__Host-session";

/* The same by taking the header apart. */
static const char *expected(struct arena *arena, const char *header)
{
    char *rest = arena_strdup(arena, header);
    for (char *pair; (pair = strsep(&rest, ";"));) {
        char *value = pair + strspn(pair, " ");
        const char *key = strsep(&value, "=");
        if (value && strcmp(key, name) == 0)
            return value;
    }
    return NULL;
}

void fuzz_cookie(struct arena *arena, const char *data, size_t size)
{
    char *header = fuzz_until(arena, &data, &size, '\0');
    char *params[] = {arena_printf(arena, "HTTP_COOKIE=%s", header), NULL};
    struct request *r = request_new(fuzz_service(), arena, params);
    const char *value = request_cookie(r, name);
    promise(same(value, expected(arena, header)), "a cookie is the first of its name", header);
}
