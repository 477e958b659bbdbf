/* What mails are about: the statement that reads it, and what all templates may name. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_MAIL_ABOUT_H
#define ORDERD_MAIL_ABOUT_H

#include "base/arena.h"
#include "base/values.h"
#include "db/rows.h"
#include "db/statement.h"
#include "setting/conf.h"
#include "json/read.h"

struct about {
    const char *name;
    enum query
        query; /* answers address, refused, name and data of mail :mail_id, if there is any */
    const char *link; /* where its token lets in, or NULL */
};

/* As mail_kinds.about says it; NULL: no such. */
const struct about *about_named(const char *name);

/* The link with a token of its own, of which :token_hash gets the hash alone; NULL: it has none. In
 * the arena. */
const char *about_link(const struct about *about, struct arena *arena, const struct conf *conf,
                       struct values *values);

/* What the templates may name: what the statement says, and what all have. NULL: it can't be
 * read. */
struct json *about_data(struct arena *arena, const struct conf *conf, const struct rows *found,
                        const char *link);

#endif
