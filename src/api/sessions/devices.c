/* The cookie holds an entry for each of the last accounts, the newest first:
 * "user.device.seconds.code~…", where the code is ours. */
/* SPDX-License-Identifier: MIT */
#include "api/sessions/devices.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char cookie_name[] = "__Host-device";
static const char cookie_seconds[] = "34560000"; /* 400 days: browsers keep nothing longer */
static const char prefix[] = "device:";

enum { DEVICE_ACCOUNTS = 4, ID_BYTES = 16 };

static const char *sign(struct request *r, const char *text)
{
    return keys_mac(r->service->keys, r->arena, "orderd device", text);
}

/* True when we made the entry, and not too long ago. */
static bool is_good(struct request *r, const char *entry)
{
    const char *code = strrchr(entry, '.');
    if (!code)
        return false;
    const char *text = arena_strndup(r->arena, entry, (size_t)(code - entry));
    const char *seconds = strrchr(text, '.');
    const char *right = sign(r, text);
    return seconds && strlen(code + 1) == strlen(right) &&
           crypto_equal(code + 1, right, strlen(right)) &&
           strtol(seconds + 1, NULL, 10) > time(NULL) - strtol(cookie_seconds, NULL, 10);
}

/* The next good entry of *text, which is moved behind it; NULL at the end. */
static const char *next_entry(struct request *r, const char **text)
{
    while (*text && **text) {
        size_t length = strcspn(*text, "~");
        const char *entry = arena_strndup(r->arena, *text, length);
        *text += length + ((*text)[length] == '~');
        if (is_good(r, entry))
            return entry;
    }
    return NULL;
}

static bool is_of(const char *entry, const char *user_id)
{
    size_t length = strlen(user_id);
    return strncmp(entry, user_id, length) == 0 && entry[length] == '.';
}

const char *device_origin(struct request *r, const char *user_id)
{
    if (!user_id)
        return NULL;
    const char *text = request_cookie(r, cookie_name);
    const char *entry;
    while ((entry = next_entry(r, &text)) && !is_of(entry, user_id))
        continue;
    if (!entry)
        return NULL;
    const char *id = strchr(entry, '.') + 1;
    return arena_printf(r->arena, "%s%.*s", prefix, (int)strcspn(id, "."), id);
}

static const char *new_id(struct request *r)
{
    uint8_t id[ID_BYTES];
    crypto_random(id, sizeof id);
    return crypto_base64url(r->arena, id, sizeof id);
}

void device_remember(struct request *r, const char *user_id, const char *origin)
{
    const char *id = origin ? origin + sizeof prefix - 1 : new_id(r);
    const char *text = arena_printf(r->arena, "%s.%s.%lld", user_id, id, (long long)time(NULL));
    struct buf cookie = buf_new(r->arena);
    buf_printf(&cookie, "%s.%s", text, sign(r, text));
    const char *old = request_cookie(r, cookie_name), *entry;
    for (int others = 0; others < DEVICE_ACCOUNTS - 1 && (entry = next_entry(r, &old));) {
        if (is_of(entry, user_id))
            continue;
        buf_printf(&cookie, "~%s", entry);
        others++;
    }
    request_set_cookie(r, cookie_name, cookie.data, cookie_seconds);
}
