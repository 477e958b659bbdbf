/* A mail before it has an address: the templates of its kind, filled. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_MAIL_LETTER_H
#define ORDERD_MAIL_LETTER_H

#include <stdbool.h>

#include "base/arena.h"
#include "json/read.h"

struct letter {
    const char *language; /* the one that was found */
    const char *subject;
    const char *text, *html;
};

/* Fills KIND.txt, whose first line is "Subject: …", and KIND.html from the first of `languages`
 * (separated by spaces) that has the kind; else from English. `folders` as in struct templates.
 * False with one line in *why. All is in the arena. */
bool letter_make(struct arena *arena, const char *folders, const char *languages, const char *kind,
                 const struct json *data, struct letter *letter, const char **why)
    __attribute__((warn_unused_result));

#endif
