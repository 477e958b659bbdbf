/* Lines and an empty one. */
/* SPDX-License-Identifier: MIT */
#include "relay/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool place_read(struct place *place, const char *text)
{
    size_t length = strcspn(text, ":");
    if (length == 0 || length >= sizeof place->life || text[length] != ':')
        return false;
    memcpy(place->life, text, length);
    place->life[length] = '\0';
    text += length + 1;
    size_t digits = strspn(text, "0123456789");
    errno = 0;
    place->number = strtoll(text, NULL, 10);
    return digits > 0 && text[digits] == '\0' && errno == 0;
}

void message_event(struct buf *out, const char *life, int64_t number, const char *json)
{
    buf_printf(out, "id: %s:%lld\ndata: ", life, (long long)number);
    buf_text(out, json);
    buf_text(out, "\n\n");
}

void message_place(struct buf *out, const char *life, int64_t number)
{
    buf_printf(out, "id: %s:%lld\n\n", life, (long long)number);
}

void message_retry(struct buf *out, int ms)
{
    buf_printf(out, "retry: %d\n\n", ms);
}

void message_named(struct buf *out, const char *name, const char *json)
{
    buf_printf(out, "event: %s\ndata: ", name);
    buf_text(out, json);
    buf_text(out, "\n\n");
}

void message_reason(struct buf *out, const char *name, const char *reason)
{
    buf_printf(out, "event: %s\ndata: {\"reason\":\"%s\"}\n\n", name, reason);
}
