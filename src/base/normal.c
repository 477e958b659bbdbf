/* Unicode's own properties say what is blank and what is invisible. */
/* SPDX-License-Identifier: MIT */
#include "base/normal.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/buf.h"

/* Hebrew is the first of the writings that are joined, or read the other way. */
enum { ZWNJ = 0x200c, ZWJ = 0x200d, FIRST_JOINED = 0x590, FIRST_COMPOSED = 0xcc };

static size_t character_at(const char *text, size_t length, ucs4_t *code)
{
    return (size_t)u8_mbtouc(code, (const uint8_t *)text, length);
}

static bool is_control(ucs4_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/* It says which picture of the character before it is meant. */
static bool is_selector(ucs4_t code)
{
    return uc_is_property_variation_selector(code);
}

static bool is_invisible(ucs4_t code)
{
    return uc_is_property_default_ignorable_code_point(code) && !is_selector(code);
}

static bool shows(ucs4_t code)
{
    return !uc_is_property_white_space(code) && !is_invisible(code);
}

/* Most texts are in their form, and cost one look at each byte. */
static bool is_plain(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool doubled = byte == ' ' && (i == 0 || text[i - 1] == ' ');
        if (doubled || byte < ' ' || byte >= 0x7f)
            return false;
    }
    return length == 0 || text[length - 1] != ' ';
}

static void trim(const char **text, size_t *length)
{
    ucs4_t code;
    for (size_t step; *length; *text += step, *length -= step) {
        step = character_at(*text, *length, &code);
        if (shows(code) && !is_selector(code))
            break;
    }
    const uint8_t *start = (const uint8_t *)*text, *end = start + *length, *last;
    while ((last = u8_prev(&code, end, start)) && !shows(code))
        end = last;
    *length = (size_t)(end - start);
}

/* What one character of the text becomes: at 0 itself, a space, a line feed or, at -1, nothing. */
static int replacement(ucs4_t code, bool after_blank, enum normal_form form)
{
    bool blank = form != NORMAL_LINES && uc_is_property_white_space(code) && !is_control(code);
    if (blank)
        return after_blank ? -1 : ' ';
    if (form == NORMAL_SEARCH && !shows(code) && !is_control(code))
        return -1;
    if (form == NORMAL_LINES && code == '\r')
        return '\n';
    return 0;
}

static struct buf walk(struct arena *arena, const char *text, size_t length, enum normal_form form)
{
    struct buf out = buf_new(arena);
    ucs4_t code, last = 0;
    for (size_t step; length; text += step, length -= step, last = code) {
        step = character_at(text, length, &code);
        if (form == NORMAL_LINES && code == '\n' && last == '\r')
            continue;
        bool after_blank = out.length && out.data[out.length - 1] == ' ';
        int other = replacement(code, after_blank, form);
        if (other == 0)
            buf_add(&out, text, step);
        else if (other > 0)
            buf_char(&out, (char)other);
    }
    return out;
}

/* NFC is at most three times as long (UAX 15), so it fits the arena and nothing is allocated but
 * for dozens of marks on one letter. */
static const char *compose(struct arena *arena, const struct buf *text)
{
    size_t length = 3 * text->length;
    uint8_t *composed = arena_alloc(arena, length + 1);
    if (!u8_normalize(UNINORM_NFC, (const uint8_t *)text->data, text->length, composed, &length))
        return text->data;
    composed[length] = '\0';
    return (const char *)composed;
}

static bool may_compose(const struct buf *text)
{
    for (size_t i = 0; i < text->length; i++)
        if ((unsigned char)text->data[i] >= FIRST_COMPOSED)
            return true;
    return false;
}

const char *normal_text(struct arena *arena, const char *text, size_t length, enum normal_form form)
{
    if (is_plain(text, length))
        return text;
    trim(&text, &length);
    struct buf out = walk(arena, text, length, form);
    if (out.length == 0)
        return "";
    return may_compose(&out) ? compose(arena, &out) : out.data;
}

static bool joins(const char *text, const char *end, ucs4_t code, ucs4_t before)
{
    ucs4_t next = 0;
    if ((code != ZWNJ && code != ZWJ) || before < FIRST_JOINED || text == end)
        return false;
    character_at(text, (size_t)(end - text), &next);
    return next >= FIRST_JOINED;
}

unsigned normal_invisible(const char *text)
{
    const char *end = text + strlen(text);
    for (ucs4_t code, before = 0; text < end; before = code) {
        text += character_at(text, (size_t)(end - text), &code);
        if (code >= 0x80 && is_invisible(code) && !joins(text, end, code, before))
            return code;
    }
    return 0;
}
