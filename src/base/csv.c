/* CSV: a writer of lines and a reader that keeps one record at a time. */
/* SPDX-License-Identifier: MIT */
#include "base/csv.h"

#include <string.h>

#include "base/utf8.h"

/* ---- writing ---- */

/* Programs of the Far East take the full-width forms for the plain ones; what is passed over before
 * them is blanks and quotes. */
static bool is_formula(const char *text)
{
    static const char *const starts[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                         "\n", "＝", "＋", "－", "＠"};
    text += strspn(text, " \"'");
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (strncmp(text, starts[i], strlen(starts[i])) == 0)
            return true;
    }
    return false;
}

static void add_quoted(struct buf *out, const char *open, const char *text)
{
    buf_text(out, open);
    for (; *text; text++) {
        if (*text == '"')
            buf_char(out, '"');
        buf_char(out, *text);
    }
    buf_char(out, '"');
}

void csv_plain(struct buf *out, const char *text, bool first)
{
    add_quoted(out, first ? "\"" : ",\"", text);
}

void csv_text(struct buf *out, const char *text, bool first)
{
    if (is_formula(text))
        add_quoted(out, first ? "\"'" : ",\"'", text);
    else
        csv_plain(out, text, first);
}

const char *csv_unmarked(const char *text)
{
    return *text == '\'' && is_formula(text + 1) ? text + 1 : text;
}

void csv_end(struct buf *out)
{
    buf_text(out, "\r\n");
}

/* ---- reading ---- */

/* Two bytes of UTF-16 are three of UTF-8 at most, and a piece may end what another began. */
enum { PIECE = 16 * 1024, DECODED = PIECE / 2 * 3 + 8, END = -1 };

enum encoding { UTF_8, UTF_16_LITTLE, UTF_16_BIG };

struct csv {
    csv_source *source;
    void *context;
    struct csv_record record;
    size_t line; /* of the next character */
    size_t at, length;
    bool ended;
    char separator;
    enum encoding encoding;
    unsigned high; /* the first half of a pair, which waits for the other */
    char raw[PIECE];
    char piece[DECODED];
    size_t used; /* of text */
    char text[CSV_RECORD];
};

struct csv *csv_open(struct arena *arena, csv_source *source, void *context)
{
    struct csv *csv = arena_alloc(arena, sizeof *csv);
    csv->source = source;
    csv->context = context;
    return csv;
}

const struct csv_record *csv_record(const struct csv *csv)
{
    return &csv->record;
}

char csv_separator(const struct csv *csv)
{
    return csv->separator;
}

/* ---- the encoding: UTF-8, or what spreadsheets call Unicode text ---- */

static void put_tail(struct csv *csv, unsigned code, int bits)
{
    for (; bits >= 0; bits -= 6)
        csv->piece[csv->length++] = (char)(0x80 | (code >> bits & 0x3f));
}

/* A half without the other becomes what no UTF-8 is, and is complained of as such. */
static void put_utf8(struct csv *csv, unsigned code)
{
    if (code < 0x80) {
        csv->piece[csv->length++] = (char)code;
    } else if (code < 0x800) {
        csv->piece[csv->length++] = (char)(0xc0 | code >> 6);
        put_tail(csv, code, 0);
    } else if (code < 0x10000) {
        csv->piece[csv->length++] = (char)(0xe0 | code >> 12);
        put_tail(csv, code, 6);
    } else {
        csv->piece[csv->length++] = (char)(0xf0 | code >> 18);
        put_tail(csv, code, 12);
    }
}

static void put_utf16(struct csv *csv, unsigned unit)
{
    unsigned high = csv->high;
    bool is_high = unit >= 0xd800 && unit < 0xdc00, is_low = unit >= 0xdc00 && unit < 0xe000;
    csv->high = is_high ? unit : 0;
    if (high && is_low) {
        put_utf8(csv, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
        return;
    }
    if (high)
        put_utf8(csv, high);
    if (!is_high)
        put_utf8(csv, unit);
}

static void decode(struct csv *csv, size_t from, size_t got)
{
    size_t i = from;
    for (; i + 1 < got; i += 2) {
        unsigned first = (unsigned char)csv->raw[i], second = (unsigned char)csv->raw[i + 1];
        put_utf16(csv, csv->encoding == UTF_16_BIG ? first << 8 | second : second << 8 | first);
    }
    if (csv->ended && (i < got || csv->high))
        put_utf8(csv, 0xd800);
}

/* What the marks of a file's first bytes say; answers how long the mark is. */
static size_t read_mark(struct csv *csv, size_t got)
{
    static const struct {
        const char *bytes;
        size_t length;
        enum encoding encoding;
    } marks[] = {
        {"\xef\xbb\xbf", 3, UTF_8}, {"\xff\xfe", 2, UTF_16_LITTLE}, {"\xfe\xff", 2, UTF_16_BIG}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (got < marks[i].length || memcmp(csv->raw, marks[i].bytes, marks[i].length) != 0)
            continue;
        csv->encoding = marks[i].encoding;
        return marks[i].length;
    }
    return 0;
}

static void fill(struct csv *csv, bool first)
{
    size_t got = csv->source(csv->context, csv->raw, PIECE);
    csv->ended = got < PIECE;
    csv->at = csv->length = 0;
    size_t from = first ? read_mark(csv, got) : 0;
    if (csv->encoding != UTF_8) {
        decode(csv, from, got);
        return;
    }
    memcpy(csv->piece, csv->raw + from, got - from);
    csv->length = got - from;
}

/* ---- the separator: which of them stands most in the first line, outside of quotes ---- */

static char find_separator(const char *bytes, size_t length)
{
    static const char separators[] = ",;\t";
    size_t seen[sizeof separators] = {0}, most = 0;
    bool quoted = false, begun = false;
    for (size_t i = 0; i < length; i++) {
        bool ends = !quoted && (bytes[i] == '\r' || bytes[i] == '\n');
        if (ends && begun)
            break;
        begun = begun || !ends;
        quoted ^= bytes[i] == '"';
        const char *separator = strchr(separators, bytes[i]);
        if (!quoted && separator)
            seen[separator - separators]++;
    }
    for (size_t i = 1; separators[i]; i++)
        most = seen[i] > seen[most] ? i : most;
    return separators[most];
}

static void begin(struct csv *csv)
{
    csv->line = 1;
    fill(csv, true);
    csv->separator = find_separator(csv->piece, csv->length);
}

/* The next character, without taking it. */
static int peek(struct csv *csv)
{
    while (csv->at == csv->length && !csv->ended)
        fill(csv, false);
    return csv->at < csv->length ? (unsigned char)csv->piece[csv->at] : END;
}

static int take(struct csv *csv)
{
    int c = peek(csv);
    if (c != END)
        csv->at++;
    if (c == '\n' || (c == '\r' && peek(csv) != '\n'))
        csv->line++;
    return c;
}

/* The first thing that is wrong with a record is what is told of it. */
static void complain(struct csv *csv, const char *fault)
{
    if (!csv->record.fault)
        csv->record.fault = fault;
}

static void keep(struct csv *csv, int c)
{
    if (c == '\0')
        complain(csv, "holds a NUL character");
    if (csv->used + 1 < CSV_RECORD)
        csv->text[csv->used++] = (char)c;
    else
        complain(csv, "is longer than 64 KiB");
}

/* However many CR a program has put before a LF, it is one line's end. */
static void drop_returns(struct csv *csv, size_t start)
{
    while (csv->used > start && csv->text[csv->used - 1] == '\r')
        csv->used--;
}

/* Up to the quote that closes it. A record with an open quote would swallow the file. */
static void read_quoted(struct csv *csv)
{
    size_t start = csv->used;
    take(csv);
    for (int c; !csv->record.fault && (c = take(csv)) != END;) {
        if (c == '"') {
            if (peek(csv) != '"')
                return;
            take(csv);
        }
        if (c == '\n')
            drop_returns(csv, start);
        keep(csv, c);
    }
    complain(csv, "has a quote that is never closed");
}

/* CRLF or LF, and what very old programs write: CR alone. */
static bool is_line_end(int c)
{
    return c == '\r' || c == '\n' || c == END;
}

static void read_field(struct csv *csv)
{
    struct csv_record *record = &csv->record;
    size_t start = csv->used;
    bool quoted = peek(csv) == '"';
    if (quoted)
        read_quoted(csv);
    for (int c = peek(csv); c != csv->separator && !is_line_end(c); c = peek(csv)) {
        if (quoted || c == '"')
            complain(csv, "has a quote in the middle of a field");
        keep(csv, take(csv));
    }
    if (record->count == CSV_FIELDS) {
        complain(csv, "has more than 512 fields");
        return;
    }
    record->fields[record->count++] = csv->text + start;
    if (utf8_count(csv->text + start, csv->used - start) < 0)
        complain(csv, "is not UTF-8");
    csv->text[csv->used] = '\0';
    csv->used += csv->used + 1 < CSV_RECORD;
}

static void read_record(struct csv *csv)
{
    csv->record.line = csv->line;
    csv->record.count = csv->used = 0;
    csv->record.fault = NULL;
    read_field(csv);
    while (peek(csv) == csv->separator) {
        take(csv);
        read_field(csv);
    }
    if (peek(csv) == '\r')
        take(csv);
    if (peek(csv) == '\n')
        take(csv);
}

/* Blanks and separators alone, as spreadsheets leave them behind the last line. */
static bool is_empty(const struct csv_record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        if (record->fields[i][strspn(record->fields[i], " \t")])
            return false;
    }
    return !record->fault;
}

enum csv_found csv_next(struct csv *csv)
{
    if (csv->line == 0)
        begin(csv);
    do {
        if (peek(csv) == END)
            return CSV_END;
        read_record(csv);
    } while (is_empty(&csv->record));
    return csv->record.fault ? CSV_FAULT : CSV_ROW;
}
