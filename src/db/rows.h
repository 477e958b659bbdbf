/* What a statement answered: rows by column name, and their JSON. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_ROWS_H
#define ORDERD_DB_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/json_text.h"
#include "db/queries.h"

struct rows;

/* One name that a function spells out: a column that it reads, or the statements of one of which it
 * takes the rows (ended by Q_NONE). The linker collects them all, so that answers_fit can hold
 * them to the database before anybody is served (gateway/answers.h). */
struct rows_use {
    const char *function;      /* its __func__: the same for all uses within it */
    const char *column;        /* or NULL */
    const enum query *queries; /* or NULL */
};

/* Notes a use; costs nothing when it runs. In parentheses, a comma behind it, it stands before a
 * value. */
#define ROWS_USE(column_, queries_)                                                                \
    ({                                                                                             \
        static const struct rows_use use_ = {__func__, column_, queries_};                         \
        static const struct rows_use *const noted_ __attribute__((section("rows_noted"), used)) =  \
            &use_;                                                                                 \
    })

/* All that the program has, and how many. */
const struct rows_use *const *rows_uses(size_t *count);

/* The name of a column that is read elsewhere. */
#define rows_column(column) (ROWS_USE(column, NULL), column)

size_t rows_count(const struct rows *rows);

/* A column's text, or NULL for SQL NULL. Column names are part of the statement: one that is
 * not there is a bug and aborts. Lives as long as the rows. */
#define rows_text(rows, row, column) rows_text_of(rows, row, rows_column(column))
/* NULL: 0, and false. */
#define rows_int(rows, row, column) rows_int_of(rows, row, rows_column(column))
#define rows_true(rows, row, column) rows_true_of(rows, row, rows_column(column))

/* The same for a name that is not spelt out there. */
const char *rows_text_of(const struct rows *rows, size_t row, const char *column);
int64_t rows_int_of(const struct rows *rows, size_t row, const char *column);
bool rows_true_of(const struct rows *rows, size_t row, const char *column);
bool rows_have(const struct rows *rows, const char *column);

/* The columns as members, by name and type: numbers and booleans bare, times as RFC 3339,
 * json as it is. A column whose name begins with '_' is for the program and left out. */
void rows_write_members(const struct rows *rows, size_t row, struct json_writer *w);

/* One row as an object. */
void rows_write(const struct rows *rows, size_t row, struct json_writer *w, const char *name);

/* Some of the columns, in an order of their own. */
struct picked {
    int *fields;
    size_t count;
};

/* Those that `names` (base/words.h) says, or all of them when it is NULL; in the arena. A column
 * that is not there is a bug and aborts. */
struct picked rows_pick(const struct rows *rows, struct arena *arena, const char *names);

/* The names of these columns, or a row's values, as a line of CSV (base/csv.h): times as RFC 3339,
 * booleans true or false, null empty. Texts alone are guarded against being run as formulas. */
void rows_csv_head(const struct rows *rows, struct picked picked, struct buf *out);
void rows_csv(const struct rows *rows, size_t row, struct picked picked, struct buf *out);

#endif
