/* What db.c and rows.c share: that rows are libpq's results. Nobody else includes this. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_WIRE_H
#define ORDERD_DB_WIRE_H

#include <libpq-fe.h>

#include "db/rows.h"

/* The result as rows; owned by whoever owns the result. */
const struct rows *rows_of(PGresult *res);

#endif
