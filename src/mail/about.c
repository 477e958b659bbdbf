/* A row a thing that mails are about. */
/* SPDX-License-Identifier: MIT */
#include "mail/about.h"

#include <string.h>

#include "base/crypto.h"
#include "mail/sender.h"

static const struct about abouts[] = {
    {"account", Q_MAIL_OF_ACCOUNT, NULL},
    {"approvals", Q_MAIL_OF_APPROVALS, NULL},
    {"confirmation", Q_MAIL_OF_CONFIRMATION, "/#/email/confirm?token="},
    {"order", Q_MAIL_OF_ORDER, NULL},
    {"refund", Q_MAIL_OF_REFUND, NULL},
    {"reset", Q_MAIL_OF_RESET, "/#/password/reset?token="},
    {"return", Q_MAIL_OF_RETURN, NULL},
    {"stock", Q_MAIL_OF_STOCK, NULL},
    {"webhook", Q_MAIL_OF_WEBHOOK, NULL},
};

const struct about *about_named(const char *name)
{
    for (size_t i = 0; i < sizeof abouts / sizeof *abouts; i++)
        if (strcmp(abouts[i].name, name) == 0)
            return &abouts[i];
    return NULL;
}

const char *about_link(const struct about *about, struct arena *arena, const struct conf *conf,
                       struct values *values)
{
    if (!about->link)
        return NULL;
    const char *token = crypto_secret(arena);
    values_set(values, P_TOKEN_HASH, crypto_hash_bytea(arena, token, strlen(token)));
    return arena_printf(arena, "%s%s%s", conf->issuer, about->link, token);
}

static void add_text(struct arena *arena, struct json *data, const char *name, const char *text)
{
    json_append(data, json_node(arena, text ? JSON_STRING : JSON_NULL, name, text));
}

struct json *about_data(struct arena *arena, const struct conf *conf, const struct rows *found,
                        const char *link)
{
    const char *text = rows_text(found, 0, "data"), *why;
    struct json *data = json_read(arena, text, strlen(text), &why);
    if (!data)
        return NULL;
    add_text(arena, data, "shop", sender_of(arena, conf).name);
    add_text(arena, data, "site", conf->issuer);
    add_text(arena, data, "name", rows_text(found, 0, "name"));
    if (link)
        add_text(arena, data, "link", link);
    return data;
}
