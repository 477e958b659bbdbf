/* A row a language (as CLDR has them). */
/* SPDX-License-Identifier: MIT */
#include "mail/tongue.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/money.h"

#define NBSP "\xc2\xa0"

struct tongue {
    const char *code;
    const char *point, *group;
    bool symbol_first;
    const char *after_day; /* between day and month */
    const char *months[12];
};

static const struct tongue tongues[] = {
    {"de",
     ",",
     ".",
     false,
     ".",
     {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
      "November", "Dezember"}},
    {"en",
     ".",
     ",",
     true,
     "",
     {"January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December"}},
};

/* Of any other language. */
static const struct tongue plain = {"", ".", "", false, "", {NULL}};

static const struct {
    const char *currency, *symbol;
} symbols[] = {{"EUR", "€"}, {"GBP", "£"}, {"USD", "$"}};

const struct tongue *tongue_named(const char *code)
{
    for (size_t i = 0; i < sizeof tongues / sizeof *tongues; i++)
        if (strcmp(tongues[i].code, code) == 0)
            return &tongues[i];
    return &plain;
}

static const char *symbol_of(const char *currency)
{
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (strcmp(symbols[i].currency, currency) == 0)
            return symbols[i].symbol;
    return currency;
}

/* Digits in groups of three. */
static void add_grouped(struct buf *out, const struct tongue *tongue, const char *digits,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            buf_text(out, tongue->group);
        buf_char(out, digits[i]);
    }
}

const char *tongue_money(struct arena *arena, const struct tongue *tongue, const char *amount,
                         const char *currency)
{
    cents sum;
    if (!money_parse(amount, &sum))
        return amount;
    const char *text = money_text(arena, sum < 0 ? -sum : sum);
    const char *symbol = symbol_of(currency);
    bool is_code = strcmp(symbol, currency) == 0;
    size_t whole = strcspn(text, ".");
    struct buf out = buf_new(arena);
    buf_text(&out, sum < 0 ? "-" : "");
    if (tongue->symbol_first)
        buf_printf(&out, "%s%s", symbol, is_code ? NBSP : "");
    add_grouped(&out, tongue, text, whole);
    buf_printf(&out, "%s%s", tongue->point, text + whole + 1);
    if (!tongue->symbol_first)
        buf_printf(&out, NBSP "%s", symbol);
    return out.data;
}

const char *tongue_number(struct arena *arena, const struct tongue *tongue, const char *number)
{
    size_t digits = strspn(number, "0123456789");
    struct buf out = buf_new(arena);
    add_grouped(&out, tongue, number, digits);
    if (number[digits] == '.')
        buf_printf(&out, "%s%s", tongue->point, number + digits + 1);
    return number[digits] == '\0' || number[digits] == '.' ? out.data : number;
}

const char *tongue_date(struct arena *arena, const struct tongue *tongue, const char *date)
{
    int year, month, day;
    if (sscanf(date, "%4d-%2d-%2d", &year, &month, &day) != 3 || month < 1 || month > 12)
        return date;
    if (!tongue->months[0])
        return arena_strndup(arena, date, strlen("2026-11-27"));
    return arena_printf(arena, "%d%s" NBSP "%s %d", day, tongue->after_day,
                        tongue->months[month - 1], year);
}

const char *tongue_moment(struct arena *arena, const struct tongue *tongue, const char *moment)
{
    const char *clock = strchr(moment, 'T');
    if (!clock)
        return tongue_date(arena, tongue, moment);
    return arena_printf(arena, "%s, %.5s", tongue_date(arena, tongue, moment), clock + 1);
}
