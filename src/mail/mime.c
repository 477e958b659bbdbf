/* Encoded words, quoted-printable and the headers. Its own, since libcurl's MIME API neither
 * encodes headers nor refuses a line end in an address. */
/* SPDX-License-Identifier: MIT */
#include "mail/mime.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "base/utf8.h"

enum {
    LINE_MOST = 76,  /* RFC 2045 section 6.7 and RFC 2047 section 2 */
    WORD_FRAME = 12, /* "=?UTF-8?B?" and "?=" */
    ADDRESS_MOST = 254,
    LOCAL_MOST = 64, /* RFC 5321 section 4.5.3.1 */
};

/* "=_" is nothing that quoted-printable writes. */
static const char boundary[] = "=_orderd_part";

/* ---- addresses ---- */

/* RFC 5322's atext, a dot, or a byte of a character beyond ASCII. */
static bool is_atom(unsigned char c)
{
    return c >= 0x80 || isalnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

static bool is_atoms(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!is_atom((unsigned char)text[i]))
            return false;
    return length > 0 && text[0] != '.' && text[length - 1] != '.';
}

bool mime_address_fits(const char *address)
{
    const char *at = strrchr(address, '@');
    size_t length = strlen(address);
    if (!at || length > ADDRESS_MOST || at - address > LOCAL_MOST)
        return false;
    return utf8_count(address, length) >= 0 && is_atoms(address, (size_t)(at - address)) &&
           is_atoms(at + 1, strlen(at + 1));
}

bool mime_address_is_international(const char *address)
{
    for (; *address && *address != '@'; address++)
        if ((unsigned char)*address >= 0x80)
            return true;
    return false;
}

/* ---- headers ---- */

/* As many bytes of whole characters as an encoded word of `room` characters takes, at least one
 * character. */
static size_t word_bytes(const char *text, size_t length, size_t room)
{
    size_t most = room > WORD_FRAME ? (room - WORD_FRAME) / 4 * 3 : 0, bytes = 0, step;
    while (bytes < length && (step = utf8_step(text + bytes, length - bytes)) > 0 &&
           (bytes == 0 || bytes + step <= most))
        bytes += step;
    return bytes;
}

/* Encoded words (RFC 2047), folded; `column` is where the line stands. */
static size_t add_encoded(struct buf *out, const char *text, size_t column)
{
    size_t length = strlen(text);
    for (size_t at = 0, bytes; at < length; at += bytes) {
        if (at > 0) {
            buf_text(out, "\r\n ");
            column = 1;
        }
        bytes = word_bytes(text + at, length - at, LINE_MOST - column);
        size_t start = out->length;
        buf_text(out, "=?UTF-8?B?");
        buf_text(out, crypto_base64(out->arena, text + at, bytes));
        buf_text(out, "?=");
        column += out->length - start;
    }
    return column;
}

/* Texts of one line: what is a control character, or no character at all, is a space. */
static const char *one_line(struct arena *arena, const char *text)
{
    struct buf line = buf_new(arena);
    for (size_t at = 0, length = strlen(text); at < length;) {
        size_t step = utf8_step(text + at, length - at);
        unsigned char c = (unsigned char)text[at];
        bool control = c < 0x20 || c == 0x7f || (c == 0xc2 && (unsigned char)text[at + 1] < 0xa0);
        if (step == 0 || control)
            buf_char(&line, ' ');
        else
            buf_add(&line, text + at, step);
        at += step ? step : 1;
    }
    return line.data;
}

/* Whether it is short ASCII that nobody can take for an encoded word. */
static bool is_plain(const char *text, size_t column)
{
    if (column + strlen(text) > LINE_MOST || strstr(text, "=?"))
        return false;
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

static void add_text_header(struct buf *out, const char *name, const char *text)
{
    size_t column = strlen(name) + 2;
    buf_printf(out, "%s: ", name);
    text = one_line(out->arena, text);
    if (is_plain(text, column))
        buf_text(out, text);
    else
        add_encoded(out, text, column);
    buf_text(out, "\r\n");
}

static size_t add_quoted(struct buf *out, const char *text)
{
    size_t start = out->length;
    buf_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_char(out, '\\');
        buf_char(out, *text);
    }
    buf_char(out, '"');
    return out->length - start;
}

/* The address on a line of its own when it does not fit behind the name. */
static void add_address_header(struct buf *out, const char *header,
                               const struct mime_address *whose)
{
    size_t column = strlen(header) + 2;
    const char *name = one_line(out->arena, whose->name ? whose->name : "");
    buf_printf(out, "%s: ", header);
    if (*name && is_plain(name, column + 2))
        column += add_quoted(out, name);
    else if (*name)
        column = add_encoded(out, name, column);
    if (*name)
        buf_text(out, column + strlen(whose->address) + 3 > LINE_MOST ? "\r\n " : " ");
    buf_printf(out, "<%s>\r\n", whose->address);
}

/* RFC 5322 section 3.3, in UTC; strftime would speak the language of the process. */
static void add_date(struct buf *out, int64_t seconds)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t when = seconds;
    struct tm day = {0};
    gmtime_r(&when, &day);
    buf_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[day.tm_wday], day.tm_mday,
               months[day.tm_mon], day.tm_year + 1900, day.tm_hour, day.tm_min, day.tm_sec);
}

/* ---- the body ---- */

static bool ends_line(const char *text)
{
    return *text == '\0' || *text == '\n' || (*text == '\r' && text[1] == '\n');
}

/* A dot and "From " at the beginning of a line are what SMTP and mailboxes take for their own. */
static bool stands_as_it_is(const char *text, size_t column)
{
    unsigned char c = (unsigned char)*text;
    if (c == ' ' || c == '\t')
        return !ends_line(text + 1);
    if (column == 0 && (c == '.' || strncmp(text, "From ", 5) == 0))
        return false;
    return c > ' ' && c < 0x7f && c != '=';
}

/* RFC 2045 section 6.7. */
static void add_quoted_printable(struct buf *out, const char *text)
{
    size_t column = 0;
    for (; *text; text++) {
        if (ends_line(text)) {
            buf_text(out, "\r\n");
            text += *text == '\r';
            column = 0;
            continue;
        }
        bool bare = stands_as_it_is(text, column);
        size_t width = bare ? 1 : 3;
        if (column + width > LINE_MOST - 1) {
            buf_text(out, "=\r\n");
            column = 0;
            bare = stands_as_it_is(text, column);
            width = bare ? 1 : 3;
        }
        if (bare)
            buf_char(out, *text);
        else
            buf_printf(out, "=%02X", (unsigned char)*text);
        column += width;
    }
    buf_text(out, "\r\n");
}

static void add_part(struct buf *out, const char *type, const char *text)
{
    buf_printf(out,
               "--%s\r\nContent-Type: %s; charset=utf-8\r\n"
               "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
               boundary, type);
    add_quoted_printable(out, text);
}

bool mime_write(struct buf *out, const struct mime *mail)
{
    if (!mime_address_fits(mail->from.address) || !mime_address_fits(mail->to.address))
        return false;
    add_date(out, mail->seconds);
    add_address_header(out, "From", &mail->from);
    add_address_header(out, "To", &mail->to);
    buf_printf(out, "Message-ID: <%s>\r\n", mail->id);
    add_text_header(out, "Subject", mail->subject);
    buf_printf(out,
               "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\nContent-Language: %s\r\n"
               "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n",
               mail->language, boundary);
    add_part(out, "text/plain", mail->text);
    add_part(out, "text/html", mail->html);
    buf_printf(out, "--%s--\r\n", boundary);
    return true;
}
