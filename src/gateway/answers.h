/* Whether what the statements answer is what the routes promise and what C reads. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_ANSWERS_H
#define ORDERD_GATEWAY_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "db/db.h"

/* Holds the columns that each statement answers (db_columns) to the open routes: one that answers
 * has those that its schema names and no others but those that begin with '_', one of a list also
 * what its cursor needs, or its total. False with one line in *why that names the row. */
bool routes_fit(const char *const *const columns[Q_COUNT], char *why, size_t size)
    __attribute__((warn_unused_result));

/* That, and columns_check for all that this program reads, by one look at the database. Run
 * whenever a worker has connected. */
bool answers_fit(struct db *db, char *why, size_t size) __attribute__((warn_unused_result));

#endif
