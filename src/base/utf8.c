/* The table of well-formed byte sequences (Unicode, table 3-7) as code. */
/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <stdbool.h>

static bool within(unsigned char byte, unsigned char least, unsigned char most)
{
    return byte >= least && byte <= most;
}

size_t utf8_step(const char *text, size_t length)
{
    if (length == 0)
        return 0;
    unsigned char lead = (unsigned char)text[0];
    if (lead < 0x80)
        return 1;

    size_t step = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (!within(lead, 0xc2, 0xf4) || length < step)
        return 0;
    /* The second byte is where overlong forms, surrogates and too large ones show. */
    unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (!within((unsigned char)text[1], least, most))
        return 0;
    for (size_t i = 2; i < step; i++)
        if (!within((unsigned char)text[i], 0x80, 0xbf))
            return 0;
    return step;
}

long utf8_count(const char *text, size_t length)
{
    long count = 0;
    for (size_t at = 0; at < length; count++) {
        size_t step = utf8_step(text + at, length - at);
        if (step == 0)
            return -1;
        at += step;
    }
    return count;
}
