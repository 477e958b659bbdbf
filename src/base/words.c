/* Walking a list of words without copying it. */
/* SPDX-License-Identifier: MIT */
#include "base/words.h"

#include <string.h>

const char *words_next(const char **words, size_t *length)
{
    if (!*words)
        return NULL;
    const char *word = *words + strspn(*words, " ");
    *length = strcspn(word, " ");
    *words = word + *length;
    return *length ? word : NULL;
}

bool words_have(const char *words, const char *word)
{
    size_t length = strlen(word), found;
    for (const char *next; (next = words_next(&words, &found));)
        if (found == length && memcmp(next, word, length) == 0)
            return true;
    return false;
}
