/* Decimal text to scaled integers and back; rounding happens in money_part alone. */
/* SPDX-License-Identifier: MIT */
#include "base/money.h"

#include <inttypes.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* value × 10 + digit, away from zero; false when it does not fit. */
static bool push_digit(int64_t *value, bool negative, int digit)
{
    if (__builtin_mul_overflow(*value, 10, value))
        return false;
    return !__builtin_add_overflow(*value, negative ? -digit : digit, value);
}

/* The digits after the point, filled up with zeros to `scale` of them. */
static bool push_places(const char *text, bool negative, int scale, int64_t *value)
{
    for (int place = 0; place < scale; place++) {
        int digit = is_digit(*text) ? *text++ - '0' : 0;
        if (!push_digit(value, negative, digit))
            return false;
    }
    while (*text == '0')
        text++;
    return *text == '\0';
}

bool decimal_parse(const char *text, int scale, int64_t *out)
{
    int64_t value = 0;
    bool negative = *text == '-';
    if (negative)
        text++;
    if (!is_digit(*text) || (*text == '0' && is_digit(text[1])))
        return false;
    for (; is_digit(*text); text++)
        if (!push_digit(&value, negative, *text - '0'))
            return false;
    if (*text == '.' && !is_digit(*++text))
        return false;
    if (!push_places(text, negative, scale, &value))
        return false;
    *out = value;
    return true;
}

bool money_parse(const char *text, cents *out)
{
    return decimal_parse(text, 2, out);
}

char *money_text(struct arena *arena, cents amount)
{
    uint64_t size = amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
    return arena_printf(arena, "%s%" PRIu64 ".%02u", amount < 0 ? "-" : "", size / 100,
                        (unsigned)(size % 100));
}

cents money_part(cents amount, int64_t part, int64_t whole)
{
    __int128 product = (__int128)amount * part;
    __int128 half = product < 0 ? -(__int128)whole : whole;
    return (cents)((2 * product + half) / (2 * (__int128)whole));
}

cents money_share(cents amount, int64_t rate, int scale)
{
    int64_t unit = 1;
    for (int i = 0; i < scale; i++)
        unit *= 10;
    return money_part(amount, rate, unit);
}

cents money_spread(struct money_spread *spread, cents weight)
{
    if (spread->weights == 0) {
        cents all = spread->sum;
        spread->sum = 0;
        return all;
    }
    cents before = money_part(spread->sum, spread->before, spread->weights);
    spread->before += weight;
    return money_part(spread->sum, spread->before, spread->weights) - before;
}
