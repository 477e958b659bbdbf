/* Reading mail_from. */
/* SPDX-License-Identifier: MIT */
#include "mail/sender.h"

#include <string.h>

/* "Example Shop <orders@example.com>", or the address alone. */
static struct sender sender_named(struct arena *arena, const char *text)
{
    const char *open = strrchr(text, '<');
    struct sender sender = {.address = text};
    if (!open)
        return sender;
    size_t length = (size_t)(open - text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    sender.name = arena_strndup(arena, text, length);
    sender.address = arena_strndup(arena, open + 1, strcspn(open + 1, ">"));
    return sender;
}

struct sender sender_of(struct arena *arena, const struct conf *conf)
{
    const char *host = conf_host(arena, conf);
    struct sender sender = sender_named(arena, conf->mail_from);
    if (!*conf->mail_from)
        sender.address = arena_printf(arena, "no-reply@%s", host);
    if (!sender.name || !*sender.name)
        sender.name = host;
    return sender;
}
