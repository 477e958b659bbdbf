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

/* amount × part / whole, rounded half away from zero to cents; part and whole not negative, whole
 * not 0. */
cents money_part(cents amount, int64_t part, int64_t whole);

/* A sum that is spread over weights, one after the other. */
struct money_spread {
    cents sum;     /* what is spread */
    cents weights; /* what all weights come to */
    cents before;  /* what those that had their part come to */
};

/* The part of the next weight: of the sum up to it, rounded, less that before it. So all parts come
 * to the sum, and none is more than its weight as long as the sum is no more than the weights.
 * Where all weights are 0, the first has the sum. */
cents money_spread(struct money_spread *spread, cents weight);

#endif
