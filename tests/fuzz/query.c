/* Query strings: what is taken is what another decoder finds, and nothing ill-formed is taken. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "base/utf8.h"
#include "gateway/input.h"
#include "gateway/route.h"

enum { MOST = 20 };

/* Of any characters, as secrets are; a name is one that some statement has. */
static const struct field fields[] = {
    {.name = "id", .type = F_TEXT, .secret = true, .least = 0, .most = MOST},
    {.name = "sid", .aliases = "c", .type = F_TEXT, .secret = true, .least = 0, .most = MOST},
    {0},
};
static const struct schema schema = {.name = "Fuzzed", .fields = fields};

/* One part decoded by way of scanf; false when an escape is broken or hides a NUL. */
static bool decode(char *text)
{
    char *out = text;
    for (; *text; out++) {
        unsigned byte;
        int used = 0;
        if (*text == '%' && strspn(text + 1, "0123456789abcdefABCDEF") >= 2 &&
            sscanf(text, "%%%2x%n", &byte, &used) == 1 && byte) {
            *out = (char)byte;
            text += used;
        } else if (*text == '%') {
            return false;
        } else {
            *out = *text == '+' ? ' ' : *text;
            text++;
        }
    }
    *out = '\0';
    return true;
}

static const char **slot(const char *found[2], const char *name)
{
    if (same(name, "id"))
        return &found[0];
    return same(name, "sid") || same(name, "c") ? &found[1] : NULL;
}

/* False when the query is one to refuse. */
static bool expect(char *text, const char *found[2])
{
    bool good = true;
    for (char *pair; (pair = strsep(&text, "&"));) {
        if (!*pair)
            continue;
        char *value = pair, *name = strsep(&value, "=");
        if (!value)
            value = name + strlen(name);
        good = decode(name) && decode(value) && good;
        const char **at = slot(found, name);
        long length = utf8_count(value, strlen(value));
        good = good && at && !*at && length >= 0 && length <= MOST;
        if (good)
            *at = value;
    }
    return good;
}

void fuzz_query(struct arena *arena, const char *data, size_t size)
{
    static const struct route route = {.method = "GET", .pattern = "/fuzz", .query = &schema};
    char *text = fuzz_until(arena, &data, &size, '\0');
    char *params[] = {arena_printf(arena, "QUERY_STRING=%s", text), NULL};
    struct request *r = request_new(fuzz_service(), arena, params);
    r->route = &route;
    const char *found[2] = {NULL, NULL};
    bool good = expect(arena_strdup(arena, text), found);
    enum error error = input_read(r);
    promise(error == (good ? E_OK : E_BAD_QUERY), "a query is taken or refused as it should", text);
    promise(!good || (same(values_get(&r->values, P_ID), found[0]) &&
                      same(values_get(&r->values, P_SID), found[1])),
            "a query says what it says", text);
}
