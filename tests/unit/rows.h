/* Rows as a statement would have answered them, made by libpq itself. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_TESTS_UNIT_ROWS_H
#define ORDERD_TESTS_UNIT_ROWS_H

#include <libpq-fe.h>
#include <string.h>

#include "db/wire.h"
#include "unit.h"

/* A column; its type is one of PostgreSQL's (pg_type.dat). */
struct column {
    const char *name;
    enum { BOOL = 16, INT8 = 20, TEXT = 25, JSON = 114, TIMESTAMPTZ = 1184, NUMERIC = 1700 } type;
};

static inline void rows_clear(void *res)
{
    PQclear(res);
}

static inline const struct rows *rows_made(struct arena *arena, const struct column *columns,
                                           size_t width, const char *const *cells, size_t count)
{
    PGresult *res = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    PGresAttDesc *attributes = arena_alloc(arena, width * sizeof *attributes);
    for (size_t i = 0; i < width; i++)
        attributes[i] =
            (PGresAttDesc){.name = arena_strdup(arena, columns[i].name), .typid = columns[i].type};
    assert_true(PQsetResultAttrs(res, (int)width, attributes));
    for (size_t i = 0; i < count; i++) {
        int length = cells[i] ? (int)strlen(cells[i]) : -1;
        char *cell = cells[i] ? arena_strdup(arena, cells[i]) : NULL;
        assert_true(PQsetvalue(res, (int)(i / width), (int)(i % width), cell, length));
    }
    arena_cleanup(arena, rows_clear, res);
    return rows_of(res);
}

/* The cells of all rows, one after the other; NULL is SQL's. The arena owns what it gives. */
#define ROWS(arena, columns, ...)                                                                  \
    rows_made(arena, columns, LENGTH(columns), (const char *const[]){__VA_ARGS__},                 \
              LENGTH(((const char *const[]){__VA_ARGS__})))

#endif
