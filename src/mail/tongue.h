/* How people of a language write money, numbers and dates. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_MAIL_TONGUE_H
#define ORDERD_MAIL_TONGUE_H

#include "base/arena.h"

struct tongue;

/* By its code ("de"); one that has no row writes the way of ISO 8601 and ISO 4217. */
const struct tongue *tongue_named(const char *code);

/* "1234.5" and "EUR": "1.234,50 €"; what is no decimal stays as it is. In the arena. */
const char *tongue_money(struct arena *arena, const struct tongue *tongue, const char *amount,
                         const char *currency);

/* "12345": "12,345". */
const char *tongue_number(struct arena *arena, const struct tongue *tongue, const char *number);

/* "2026-11-27", whatever follows: "27. November 2026". */
const char *tongue_date(struct arena *arena, const struct tongue *tongue, const char *date);

/* "2026-11-27T14:05": "27 November 2026, 14:05"; the clock is the caller's. */
const char *tongue_moment(struct arena *arena, const struct tongue *tongue, const char *moment);

#endif
