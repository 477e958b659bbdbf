/* Texts of a well-known form. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_JSON_FORMAT_H
#define ORDERD_JSON_FORMAT_H

#include <stdbool.h>

#include "base/arena.h"

/* ASCII letters alone, or nothing. */
bool format_is_letters(const char *text);

/* NULL for an e-mail address as HTML's input type=email takes it, or with letters of any script in
 * it (RFC 6531; domains: RFC 5891); else a sentence on what it must be, without the address. */
const char *format_email_flaw(const char *text);

/* An address that has no flaw in the one form that stands for it: its domain in letters (U-labels,
 * RFC 5890), as they are compared, where it has others than ASCII's, or says them by "xn--". As it
 * is, or in the arena. */
const char *format_email_form(struct arena *arena, const char *text);

/* Has a letter or a digit of any script. */
bool format_is_search(const char *text);

/* 8-4-4-4-12 hexadecimal digits. */
bool format_is_uuid(const char *text);

/* An RFC 3339 date-time or full-date of the calendar, in years and offsets PostgreSQL takes. */
bool format_is_time(const char *text);

/* Whether `from` is after `to`, both as format_is_time takes them; a date as `to` includes its day.
 * Of a date and a moment: in every time zone. */
bool format_is_reversed(const char *from, const char *to);

/* RFC 3339 full-date alone. */
bool format_is_date(const char *text);

#endif
