/* Mails as files, for who has no server. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_MAIL_EML_H
#define ORDERD_MAIL_EML_H

#include "base/arena.h"
#include "base/buf.h"
#include "setting/conf.h"

/* Writes the mail to mail_dir under a name that begins with the time, ends with ".eml" and holds
 * `name`; whole or not at all, readable by its owner alone. The path in the arena, or NULL with
 * *why. */
const char *eml_write(struct arena *arena, const struct conf *conf, const char *name,
                      const struct buf *message, const char **why);

#endif
