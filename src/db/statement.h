/* The tables of all SQL statements and of their parameters, made from sql/queries at build time. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_STATEMENT_H
#define ORDERD_DB_STATEMENT_H

#include <stdbool.h>

#include "db/queries.h"

enum rows_answered { ROWS_EXEC, ROWS_ONE, ROWS_MANY };

struct binding {
    enum parameter name;
    bool asks; /* :has_x: whether x was sent, instead of x */
};

struct statement {
    const char *name; /* noun and verb, the same as the route's handler */
    const char *noun; /* the folder of its file */
    const char *sql;
    enum rows_answered answers;
    bool flush;   /* turns off synchronous_commit: a flush must follow its transaction */
    bool in_time; /* binds deadline_ms: refuses itself what comes too late */
    int parameter_count;
    struct binding parameters[STATEMENT_PARAMETERS]; /* bound from struct values */
};

extern const struct statement statements[Q_COUNT];

/* As SQL and the fields of schemas spell them, in the order of strcmp. */
extern const char *const parameter_names[P_COUNT];

/* P_NONE for a name that no parameter has. */
enum parameter parameter_named(const char *name);

#endif
