/* Whether the names that C, the schemas and the statements share are the same: asked before a
 * worker serves, so that no user meets one that is misspelt. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_NAME_CHECK_H
#define ORDERD_GATEWAY_NAME_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "db/rows.h"

/* Holds the names of the open routes (routes_open), of what C sets and of the statements to each
 * other. Every {parameter} and field has a name that a statement binds or C reads
 * (api/names.txt), every fact that a function asks for is one of a route, and what a statement
 * binds some route or line of C sets: what is never set would be NULL, which in a condition is
 * often as good as none. False with one line in *why: "order_list binds :me_rol, which nobody
 * sets". */
bool names_check(char *why, size_t size) __attribute__((warn_unused_result));

/* The same for a program without routes: what the statements of `noun` bind its code sets. */
bool names_check_noun(const char *noun, char *why, size_t size) __attribute__((warn_unused_result));

/* Holds the columns that C reads to those that the statements answer (by statement, each ended by
 * NULL). A function that takes the rows of a fact reads columns of one of its facts, of all
 * statements that this may be; any other reads columns that some statement answers. False with one
 * line in *why: "order_place reads the column totl, which order_context does not answer". */
bool columns_check(const struct rows_use *const *uses, size_t count,
                   const char *const *const columns[Q_COUNT], char *why, size_t size)
    __attribute__((warn_unused_result));

#endif
