/* UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing over U+10FFFF. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_UTF8_H
#define ORDERD_BASE_UTF8_H

#include <stddef.h>

/* The number of bytes (1 to 4) of the character `text` begins with; 0 when it is not valid. */
size_t utf8_step(const char *text, size_t length);

/* How many characters the text has; -1 when it is not valid. */
long utf8_count(const char *text, size_t length);

#endif
