/* E-mail addresses, UUIDs and times, read by hand: each is a few characters long. What a domain of
 * other letters is, libidn2 knows. */
/* SPDX-License-Identifier: MIT */
#include "json/format.h"

#include <idn2.h>
#include <limits.h>
#include <locale.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <wctype.h>

#include "base/utf8.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_ascii_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_alnum(char c)
{
    return is_digit(c) || is_ascii_letter(c);
}

static bool is_hex(char c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

bool format_is_letters(const char *text)
{
    while (is_ascii_letter(*text))
        text++;
    return *text == '\0';
}

/* ---- e-mail ---- */

/* Labels of letters, digits and inner hyphens, at most 63 long, between dots. */
static bool is_domain(const char *text)
{
    for (;;) {
        size_t label = strcspn(text, ".");
        if (label < 1 || label > 63 || text[0] == '-' || text[label - 1] == '-')
            return false;
        for (size_t i = 0; i < label; i++)
            if (!is_alnum(text[i]) && text[i] != '-')
                return false;
        if (text[label] == '\0')
            return true;
        text += label + 1;
    }
}

/* Of letters that ASCII has not (U-labels, RFC 5890): as DNS is asked for them. */
static bool is_international_domain(const char *text)
{
    char *ascii = NULL;
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < 0x80 && !is_alnum(*c) && *c != '-' && *c != '.')
            return false;
    int done = idn2_to_ascii_8z(text, &ascii, IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES);
    bool is = done == IDN2_OK && is_domain(ascii);
    idn2_free(ascii);
    return is;
}

static bool is_local(char c)
{
    return is_alnum(c) || (unsigned char)c >= 0x80 || (c && strchr(".!#$%&'*+/=?^_`{|}~-", c));
}

const char *format_email_flaw(const char *text)
{
    size_t local = 0;
    while (is_local(text[local]))
        local++;
    if (!strchr(text, '@') || *text == '@')
        return "must be an e-mail address, as in name@example.com";
    if (text[local] != '@')
        return "must have letters, digits and signs other than blanks, quotes, brackets and commas "
               "before one @";
    if (!is_domain(text + local + 1) && !is_international_domain(text + local + 1))
        return "must have the name of a domain behind the @, as in example.com";
    return NULL;
}

/* What ASCII's form of a domain stands for; as it is where that is nothing that may be written out.
 */
static const char *domain_in_letters(struct arena *arena, const char *text)
{
    char *ascii = NULL, *letters = NULL, *again = NULL;
    const int flags = IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES;
    const char *form = text;
    if (idn2_to_ascii_8z(text, &ascii, flags) == IDN2_OK &&
        idn2_to_unicode_8z8z(ascii, &letters, flags) == IDN2_OK &&
        idn2_to_ascii_8z(letters, &again, flags) == IDN2_OK && strcmp(ascii, again) == 0)
        form = arena_strdup(arena, letters);
    idn2_free(ascii);
    idn2_free(letters);
    idn2_free(again);
    return form;
}

const char *format_email_form(struct arena *arena, const char *text)
{
    const char *domain = strrchr(text, '@') + 1;
    bool plain = !strcasestr(domain, "xn--");
    for (const char *c = domain; *c; c++)
        plain = plain && (unsigned char)*c < 0x80;
    return plain ? text
                 : arena_printf(arena, "%.*s%s", (int)(domain - text), text,
                                domain_in_letters(arena, domain));
}

/* ---- search ---- */

/* As the database sees them, which is asked in a UTF-8 locale. */
static bool is_letter(const char *text, size_t length)
{
    static locale_t locale;
    if (!locale)
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!locale || length == 1)
        return length > 1 || is_alnum(*text);
    wint_t code = (unsigned char)*text & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3f);
    return iswalnum_l(code, locale);
}

bool format_is_search(const char *text)
{
    size_t step;
    for (; (step = utf8_step(text, strlen(text))) > 0; text += step)
        if (is_letter(text, step))
            return true;
    return false;
}

/* ---- UUID ---- */

bool format_is_uuid(const char *text)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    for (size_t i = 0; shape[i]; i++)
        if (shape[i] == '-' ? text[i] != '-' : !is_hex(text[i]))
            return false;
    return text[sizeof(shape) - 1] == '\0';
}

/* ---- times ---- */

/* Takes a number of exactly `digits` digits from *text; -1 when it is outside its bounds. */
static int take_number(const char **text, int digits, int least, int most)
{
    int number = 0;
    for (int i = 0; i < digits; i++, (*text)++) {
        if (!is_digit(**text))
            return -1;
        number = number * 10 + (**text - '0');
    }
    return number >= least && number <= most ? number : -1;
}

static bool take_char(const char **text, char c)
{
    if (**text != c)
        return false;
    (*text)++;
    return true;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool take_date(const char **text)
{
    int year = take_number(text, 4, 1, 9999);
    if (year < 0 || !take_char(text, '-'))
        return false;
    int month = take_number(text, 2, 1, 12);
    if (month < 0 || !take_char(text, '-'))
        return false;
    return take_number(text, 2, 1, days_in(year, month)) > 0;
}

static bool take_fraction(const char **text)
{
    if (!take_char(text, '.'))
        return true;
    const char *start = *text;
    while (is_digit(**text))
        (*text)++;
    return *text > start && *text - start <= 9;
}

/* Z, or hours and minutes from it. */
static bool take_offset(const char **text)
{
    if (take_char(text, 'Z') || take_char(text, 'z'))
        return true;
    if (!take_char(text, '+') && !take_char(text, '-'))
        return false;
    return take_number(text, 2, 0, 15) >= 0 && take_char(text, ':') &&
           take_number(text, 2, 0, 59) >= 0;
}

bool format_is_date(const char *text)
{
    return take_date(&text) && *text == '\0';
}

bool format_is_time(const char *text)
{
    if (!take_date(&text))
        return false;
    if (*text == '\0')
        return true;
    if (!take_char(&text, 'T') && !take_char(&text, 't'))
        return false;
    bool clock = take_number(&text, 2, 0, 23) >= 0 && take_char(&text, ':') &&
                 take_number(&text, 2, 0, 59) >= 0 && take_char(&text, ':') &&
                 take_number(&text, 2, 0, 60) >= 0; /* 60: a leap second */
    return clock && take_fraction(&text) && take_offset(&text) && *text == '\0';
}

static int number_at(const char *text, size_t at, int digits)
{
    text += at;
    return take_number(&text, digits, 0, INT_MAX);
}

/* "+02:00" in seconds; 0 for Z. */
static int offset_seconds(const char *text)
{
    int seconds = *text == '+' || *text == '-'
                      ? number_at(text, 1, 2) * 3600 + number_at(text, 4, 2) * 60
                      : 0;
    return *text == '-' ? -seconds : seconds;
}

/* So many nanoseconds are ".25", which is at *text; that is put behind it. */
static int take_nanoseconds(const char **text)
{
    int nanoseconds = 0;
    if (!take_char(text, '.'))
        return 0;
    for (int scale = 100000000; is_digit(**text); (*text)++, scale /= 10)
        nanoseconds += (**text - '0') * scale;
    return nanoseconds;
}

struct moment {
    int64_t seconds; /* since 1970 */
    int nanoseconds;
};

/* A date is moved by `zone` seconds. */
static struct moment moment(const char *text, int zone)
{
    struct tm at = {.tm_year = number_at(text, 0, 4) - 1900,
                    .tm_mon = number_at(text, 5, 2) - 1,
                    .tm_mday = number_at(text, 8, 2)};
    if (text[10] == '\0')
        return (struct moment){timegm(&at) + zone, 0};
    at.tm_hour = number_at(text, 11, 2);
    at.tm_min = number_at(text, 14, 2);
    at.tm_sec = number_at(text, 17, 2);
    text += strlen("2026-01-31T12:00:00");
    int nanoseconds = take_nanoseconds(&text);
    return (struct moment){timegm(&at) - offset_seconds(text), nanoseconds};
}

bool format_is_reversed(const char *from, const char *to)
{
    enum { HOUR = 3600, EARLIEST = -14 * HOUR, DAY_AND_LATEST = 36 * HOUR };
    if (format_is_date(from) && format_is_date(to))
        return strcmp(from, to) > 0;
    struct moment begin = moment(from, EARLIEST), end = moment(to, DAY_AND_LATEST);
    return begin.seconds == end.seconds ? begin.nanoseconds > end.nanoseconds
                                        : begin.seconds > end.seconds;
}
