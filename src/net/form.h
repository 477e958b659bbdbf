/* application/x-www-form-urlencoded, as the URL standard writes it. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_NET_FORM_H
#define ORDERD_NET_FORM_H

#include "base/buf.h"

/* Appends name=value; a NULL value adds nothing. Everything but A-Z a-z 0-9 * - . _ is escaped, a
 * space is "+" (https://url.spec.whatwg.org/#urlencoded-serializing). */
void form_add(struct buf *form, const char *name, const char *value);

#endif
