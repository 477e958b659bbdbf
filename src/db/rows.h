/* What a statement answered: rows by column name, and their JSON. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_ROWS_H
#define ORDERD_DB_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json_text.h"

struct rows;

size_t rows_count(const struct rows *rows);

/* A column's text, or NULL for SQL NULL. Column names are part of the statement: one that is
 * not there is a bug and aborts. Lives as long as the rows. */
const char *rows_text(const struct rows *rows, size_t row, const char *column);
int64_t rows_int(const struct rows *rows, size_t row, const char *column); /* NULL: 0 */
bool rows_true(const struct rows *rows, size_t row, const char *column);   /* NULL: false */
bool rows_have(const struct rows *rows, const char *column);

/* The columns as members, by name and type: numbers and booleans bare, times as RFC 3339,
 * json as it is. A column whose name begins with '_' is for the program and left out. */
void rows_write_members(const struct rows *rows, size_t row, struct json_writer *w);

/* One row as an object. */
void rows_write(const struct rows *rows, size_t row, struct json_writer *w, const char *name);

/* The columns' names, or a row's values, as a line of CSV: texts as csv_text writes them, numbers
 * bare, times as RFC 3339, booleans true or false, null empty. */
void rows_csv_head(const struct rows *rows, struct buf *out);
void rows_csv(const struct rows *rows, size_t row, struct buf *out);

#endif
