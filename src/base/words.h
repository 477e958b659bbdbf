/* Lists of words separated by spaces, as tables of facts hold them. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_WORDS_H
#define ORDERD_BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* The next word of *words, its length in *length, and *words moved behind it; NULL at the end.
 * NULL for `*words` is an empty list. The word is not NUL-terminated. */
const char *words_next(const char **words, size_t *length);

/* True when `words` hold `word`, in this spelling. */
bool words_have(const char *words, const char *word);

#endif
