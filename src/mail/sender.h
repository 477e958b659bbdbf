/* From whom mails are. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_MAIL_SENDER_H
#define ORDERD_MAIL_SENDER_H

#include "base/arena.h"
#include "setting/conf.h"

/* Who mails are from: mail_from, or no-reply@ the site's host. In the arena. */
struct sender {
    const char *name; /* or the site's host */
    const char *address;
};
struct sender sender_of(struct arena *arena, const struct conf *conf);

#endif
