/* PostgreSQL's errors as orderd's. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DB_ERRORS_H
#define ORDERD_DB_ERRORS_H

#include "base/errors.h"

/* What an error of PostgreSQL means to the caller. `constraint` and `message` may be NULL. */
enum error db_error(const char *sqlstate, const char *constraint, const char *message);

#endif
