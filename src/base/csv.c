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

void csv_end(struct buf *out)
{
    buf_text(out, "\r\n");
}

/* ---- reading ---- */

enum { PIECE = 16 * 1024, END = -1 };

struct csv {
    csv_source *source;
    void *context;
    struct csv_record record;
    size_t line; /* of the next character */
    size_t at, length;
    bool ended;
    char piece[PIECE];
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

/* The next character, without taking it. */
static int peek(struct csv *csv)
{
    if (csv->at == csv->length && !csv->ended) {
        csv->length = csv->source(csv->context, csv->piece, PIECE);
        csv->at = 0;
        csv->ended = csv->length < PIECE;
    }
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
    for (int c = peek(csv); c != ',' && !is_line_end(c); c = peek(csv)) {
        if (quoted || c == '"')
            complain(csv, "has a quote in the middle of a field");
        keep(csv, take(csv));
    }
    if (record->count == CSV_FIELDS) {
        complain(csv, "has more than 64 fields");
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
    while (peek(csv) == ',') {
        take(csv);
        read_field(csv);
    }
    if (peek(csv) == '\r')
        take(csv);
    if (peek(csv) == '\n')
        take(csv);
}

static void pass_mark(struct csv *csv)
{
    csv->line = 1;
    if (peek(csv) == 0xef && csv->length >= 3 && memcmp(csv->piece, "\xef\xbb\xbf", 3) == 0)
        csv->at = 3;
}

enum csv_found csv_next(struct csv *csv)
{
    if (csv->line == 0)
        pass_mark(csv);
    do {
        if (peek(csv) == END)
            return CSV_END;
        read_record(csv);
    } while (!csv->record.fault && csv->record.count == 1 && !*csv->record.fields[0]);
    return csv->record.fault ? CSV_FAULT : CSV_ROW;
}
