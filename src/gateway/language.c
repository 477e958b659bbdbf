/* Of what a browser sends, as much as is ever looked for. */
/* SPDX-License-Identifier: MIT */
#include "gateway/language.h"

#include <ctype.h>
#include <string.h>

#include "base/money.h"
#include "base/words.h"

enum { RANGES = 16, LANGUAGES = 4, WORD_MOST = 3, QUALITY_ONE = 1000 };

struct range {
    char word[WORD_MOST + 1];
    int64_t quality; /* thousandths */
};

/* What stands behind ";q=", 1 when nothing does, 0 for what is none. */
static int64_t quality_of(struct arena *arena, const char *text, size_t length)
{
    const char *q = memchr(text, ';', length);
    int64_t quality = 0;
    if (!q)
        return QUALITY_ONE;
    q += 1 + strspn(q + 1, " \t");
    size_t left = length - (size_t)(q - text);
    if (left < 3 || tolower((unsigned char)q[0]) != 'q' || q[1] != '=')
        return 0;
    size_t digits = strspn(q + 2, "0123456789.");
    const char *number = arena_strndup(arena, q + 2, digits < left - 2 ? digits : left - 2);
    return decimal_parse(number, 3, &quality) && quality <= QUALITY_ONE ? quality : 0;
}

static bool read_range(struct arena *arena, const char *text, size_t length, struct range *range)
{
    size_t letters = 0;
    while (letters < length && isalpha((unsigned char)text[letters]))
        letters++;
    if (letters < 2 || letters > WORD_MOST)
        return false;
    for (size_t i = 0; i < letters; i++)
        range->word[i] = (char)tolower((unsigned char)text[i]);
    range->word[letters] = '\0';
    range->quality = quality_of(arena, text, length);
    return range->quality > 0;
}

/* Those of the same quality stay in their order. */
static void insert(struct range *ranges, size_t count, struct range range)
{
    for (; count > 0 && ranges[count - 1].quality < range.quality; count--)
        ranges[count] = ranges[count - 1];
    ranges[count] = range;
}

static size_t read_ranges(struct arena *arena, const char *text, struct range *ranges)
{
    size_t count = 0;
    while (*text && count < RANGES) {
        text += strspn(text, " \t,");
        size_t length = strcspn(text, ",");
        struct range range;
        if (read_range(arena, text, length, &range))
            insert(ranges, count++, range);
        text += length;
    }
    return count;
}

const char *request_languages(const struct request *r)
{
    const char *header = request_param(r, "HTTP_ACCEPT_LANGUAGE");
    struct range ranges[RANGES];
    size_t count = header ? read_ranges(r->arena, header, ranges) : 0;
    struct buf words = buf_new(r->arena);
    int taken = 0;
    for (size_t i = 0; i < count && taken < LANGUAGES; i++) {
        if (words_have(words.data, ranges[i].word))
            continue;
        buf_printf(&words, "%s%s", taken ? " " : "", ranges[i].word);
        taken++;
    }
    return taken ? words.data : NULL;
}
