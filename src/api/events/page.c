/* Paging through the feed, which never leaves a hole without saying so. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "api/events/events.h"

/* "LIFE:N" in its two parts; a number alone has no name of a feed to be held to. */
enum error events_after(struct request *r)
{
    const char *after = values_get(&r->values, P_AFTER);
    const char *colon = after ? strrchr(after, ':') : NULL;
    const char *number = colon ? colon + 1 : after;
    enum { DIGITS_MOST = 18 };
    if (!after)
        return E_OK;
    if (!*number || strlen(number) > DIGITS_MOST || strspn(number, "0123456789") != strlen(number))
        return E_BAD_CURSOR;
    values_set(&r->values, P_AFTER_NUMBER, number);
    if (colon)
        values_set(&r->values, P_AFTER_LIFE, arena_strndup(r->arena, after, colon - after));
    return E_OK;
}

enum error events_page(struct request *r)
{
    r->detail = rows_text(request_fact(r, Q_EVENTS_PAGE), 0, "_resync");
    return r->detail ? E_RESYNC : E_OK;
}
