/* Exact money: whole cents in 64 bits, decimal text outside. Never a float. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_MONEY_H
#define ORDERD_BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

typedef int64_t cents;

/* Decimal text ("-12.3", "8") × 10^scale as an integer; false when it is not a plain decimal,
 * has more than `scale` digits after the point (trailing zeros do not count), or is too large. */
bool decimal_parse(const char *text, int scale, int64_t *out) __attribute__((warn_unused_result));

/* decimal_parse with two places. */
bool money_parse(const char *text, cents *out) __attribute__((warn_unused_result));

/* "1234.50", in the arena. */
char *money_text(struct arena *arena, cents amount);

/* amount × rate, where rate is a decimal × 10^scale; rounded half away from zero to cents. */
cents money_share(cents amount, int64_t rate, int scale);

#endif
