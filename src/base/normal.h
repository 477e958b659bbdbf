/* The one form in which a text that somebody typed is kept. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_NORMAL_H
#define ORDERD_BASE_NORMAL_H

#include <stddef.h>

#include "base/arena.h"

/* What becomes of the blanks and the invisible characters within a text. */
enum normal_form {
    NORMAL_LINE = 1, /* each run of blanks is one space; control characters are none */
    NORMAL_LINES,    /* they stay; CRLF and CR are LF */
    NORMAL_SEARCH,   /* as NORMAL_LINE, and what is invisible goes */
};

/* A UTF-8 text of `length` bytes, composed (Unicode, UAX 15: NFC), without the blanks and
 * invisible characters at its ends: of one that shows nothing nothing is left. The text itself when
 * it is so already, else in the arena. Done once more it stays as it is. */
const char *normal_text(struct arena *arena, const char *text, size_t length,
                        enum normal_form form);

/* The code of the first character that shows nothing and is no blank (zero-width ones, soft
 * hyphens, marks of direction), or 0. A joiner between two characters of a writing that has
 * joiners, or between emoji, shows. */
unsigned normal_invisible(const char *text);

#endif
