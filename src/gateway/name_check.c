/* Names that only their spelling holds together. */
/* SPDX-License-Identifier: MIT */
#include "gateway/name_check.h"

#include <stdio.h>
#include <string.h>

/* ---- columns ---- */

struct columns {
    const struct rows_use *const *uses;
    size_t count;
    const char *const *const *of; /* by statement */
};

static bool answers(const struct columns *columns, enum query query, const char *column)
{
    const char *const *name = columns->of[query];
    while (*name && strcmp(*name, column) != 0)
        name++;
    return *name;
}

/* The first of a fact's statements that lacks the column, or Q_NONE. */
static enum query lacking(const struct columns *columns, const enum query *queries,
                          const char *column)
{
    while (*queries && answers(columns, *queries, column))
        queries++;
    return *queries;
}

static bool any_answers(const struct columns *columns, const char *column)
{
    for (int query = Q_NONE + 1; query < Q_COUNT; query++) {
        if (answers(columns, (enum query)query, column))
            return true;
    }
    return false;
}

/* Whether the column is one of a fact of the function's own. *lacks is a statement that has it not,
 * Q_NONE when the function takes no fact. */
static bool is_of_fact(const struct columns *columns, const struct rows_use *use, enum query *lacks)
{
    *lacks = Q_NONE;
    for (size_t i = 0; i < columns->count; i++) {
        const struct rows_use *fact = columns->uses[i];
        if (!fact->queries || fact->function != use->function)
            continue;
        *lacks = lacking(columns, fact->queries, use->column);
        if (!*lacks)
            return true;
    }
    return false;
}

bool columns_check(const struct rows_use *const *uses, size_t count,
                   const char *const *const of[Q_COUNT], char *why, size_t size)
{
    const struct columns columns = {uses, count, of};
    for (size_t i = 0; i < count; i++) {
        enum query lacks;
        const char *column = uses[i]->column;
        if (!column || is_of_fact(&columns, uses[i], &lacks))
            continue;
        if (!lacks && any_answers(&columns, column))
            continue;
        snprintf(why, size, "%s reads the column %s, which %s %s", uses[i]->function, column,
                 lacks ? statements[lacks].name : "no statement",
                 lacks ? "does not answer" : "answers");
        return false;
    }
    return true;
}

bool columns_fit(struct db *db, char *why, size_t size)
{
    struct arena *arena = arena_new(64 * 1024);
    const char *const *columns[Q_COUNT];
    size_t count;
    const struct rows_use *const *uses = rows_uses(&count);
    bool fit = db_columns(db, arena, columns);
    if (!fit)
        snprintf(why, size, "the statements can't be described");
    fit = fit && columns_check(uses, count, columns, why, size);
    arena_free(arena);
    return fit;
}
