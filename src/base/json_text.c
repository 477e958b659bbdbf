/* JSON text, and the one place where strings are escaped for it. */
/* SPDX-License-Identifier: MIT */
#include "base/json_text.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"

struct json_writer json_writer(struct buf *out)
{
    return (struct json_writer){.out = out};
}

static void begin(struct json_writer *w, const char *name)
{
    if (w->comma)
        buf_char(w->out, ',');
    w->comma = true;
    if (!name)
        return;
    json_quote(w->out, name, strlen(name));
    buf_char(w->out, ':');
}

void json_open(struct json_writer *w, const char *name, char bracket)
{
    begin(w, name);
    buf_char(w->out, bracket);
    w->comma = false;
}

void json_close(struct json_writer *w, char bracket)
{
    buf_char(w->out, bracket);
    w->comma = true;
}

void json_text(struct json_writer *w, const char *name, const char *text)
{
    if (!text) {
        json_raw(w, name, NULL);
        return;
    }
    begin(w, name);
    json_quote(w->out, text, strlen(text));
}

void json_int(struct json_writer *w, const char *name, int64_t number)
{
    begin(w, name);
    buf_printf(w->out, "%" PRId64, number);
}

void json_bool(struct json_writer *w, const char *name, bool yes)
{
    json_raw(w, name, yes ? "true" : "false");
}

void json_raw(struct json_writer *w, const char *name, const char *json)
{
    begin(w, name);
    buf_text(w->out, json ? json : "null");
}

/* `<` could end a <script>, and old JavaScript takes U+2028 and U+2029 for line ends; what is
 * not UTF-8 could not be read again. */
static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<';
}

static void quote_ascii(struct buf *out, unsigned char c)
{
    static const char letters[] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n',  ['\f'] = 'f',
        ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\',
    };
    if (c < sizeof(letters) && letters[c]) {
        buf_char(out, '\\');
        buf_char(out, letters[c]);
        return;
    }
    buf_printf(out, "\\u%04x", c);
}

/* Writes the character at `text` and gives the number of bytes it took there. */
static size_t quote_character(struct buf *out, const char *text, size_t length)
{
    size_t step = utf8_step(text, length);
    if (step == 0) {
        buf_text(out, "\\ufffd");
        return 1;
    }
    if (step == 1)
        quote_ascii(out, (unsigned char)*text);
    else if (step == 3 && memcmp(text, "\xe2\x80\xa8", 3) == 0)
        buf_text(out, "\\u2028");
    else if (step == 3 && memcmp(text, "\xe2\x80\xa9", 3) == 0)
        buf_text(out, "\\u2029");
    else
        buf_add(out, text, step);
    return step;
}

void json_quote(struct buf *out, const char *text, size_t length)
{
    buf_char(out, '"');
    for (size_t at = 0; at < length;) {
        size_t run = at;
        while (run < length && is_plain((unsigned char)text[run]))
            run++;
        buf_add(out, text + at, run - at);
        at = run;
        if (at < length)
            at += quote_character(out, text + at, length - at);
    }
    buf_char(out, '"');
}
