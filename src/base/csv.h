/* Comma-separated values (RFC 4180): written safely, read strictly and in constant memory. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_BASE_CSV_H
#define ORDERD_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

/* ---- writing ---- */

/* Every field is quoted, so that a program which splits lines at ; or tabs finds no cell within
 * one. A text that a spreadsheet would run as a formula gets a ' in front (OWASP, CSV injection):
 * one that begins, after blanks and quotes, with = + - @, their full-width forms, tab, CR or LF. */
void csv_text(struct buf *out, const char *text, bool first);

/* A text as it was before csv_text put a ' in front; any other as it is. */
const char *csv_unmarked(const char *text);

/* A field that is known to be harmless: a number, a time. */
void csv_plain(struct buf *out, const char *text, bool first);

/* The end of a line: CRLF. */
void csv_end(struct buf *out);

/* ---- reading ---- */

/* More than this in one record is an error, so that memory stays constant. */
enum { CSV_FIELDS = 512, CSV_RECORD = 64 * 1024 };

/* Gives the next bytes of the file; fewer than `size`: its end. */
typedef size_t csv_source(void *context, char *bytes, size_t size);

enum csv_found { CSV_ROW, CSV_FAULT, CSV_END };

struct csv;

/* A reader in the arena; takes CRLF, LF or CR (within quotes CRLF is given as LF alone), UTF-8 with
 * a byte order mark or without, and UTF-16 with one. Fields are separated by the one of comma,
 * semicolon and tab of which the first line has most. */
struct csv *csv_open(struct arena *arena, csv_source *source, void *context);

/* The next record. CSV_ROW: fields[0..count) hold it until the next call. CSV_FAULT: `fault` says
 * in words what is wrong with it; reading goes on with the next line. Lines with nothing on them
 * but blanks and separators are passed over. */
enum csv_found csv_next(struct csv *csv);

/* What separates fields; known once the first record was asked for. */
char csv_separator(const struct csv *csv);

struct csv_record {
    size_t line; /* on which it begins, from 1; quoted fields may go over several */
    size_t count;
    const char *fields[CSV_FIELDS];
    const char *fault;
};

/* The record that csv_next found. */
const struct csv_record *csv_record(const struct csv *csv);

#endif
