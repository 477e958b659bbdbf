/* PostgreSQL's errors as orderd's. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_ERRORS_H
#define ORDERD_DB_ERRORS_H

#include "setting/errors.h"

/* What an error of PostgreSQL means to the caller. `constraint` and `message` may be NULL; without
 * a SQLSTATE the connection is lost. */
enum error db_error(const char *sqlstate, const char *constraint, const char *message);

/* What it leaves of the connection: one to go on with; none; one to a server that is only read; or
 * one whose prepared statements a migration or a restore has outdated. */
enum connection_left {
    CONNECTION_GOOD,
    CONNECTION_LOST,
    CONNECTION_READ_ONLY,
    CONNECTION_OUTLIVED
};

enum connection_left db_error_leaves(const char *sqlstate);

#endif
