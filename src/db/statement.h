/* The table of all SQL statements, made from sql/queries at build time. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_STATEMENT_H
#define ORDERD_DB_STATEMENT_H

#include <stdbool.h>

#include "db/queries.h"

enum { STATEMENT_PARAMETERS = 40 };

enum rows_answered { ROWS_EXEC, ROWS_ONE, ROWS_MANY };

struct statement {
    const char *name; /* noun and verb, the same as the route's handler */
    const char *sql;
    enum rows_answered answers;
    bool flush;   /* turns off synchronous_commit: a flush must follow its transaction */
    bool in_time; /* binds deadline_ms: refuses itself what comes too late */
    int parameter_count;
    const char *parameters[STATEMENT_PARAMETERS + 1]; /* names, bound from struct values */
};

extern const struct statement statements[Q_COUNT];

#endif
