/* The migrations of this version. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_MIGRATE_H
#define ORDERD_CTL_MIGRATE_H

#include "ctl/ctl.h"

/* The migrations that the database has, a line each, in the arena; NULL when it can't be asked,
 * with one line in *why. */
const char *migrations_done(struct ctl *ctl, char *why, size_t size);

/* Whether `change` is among the lines of `done`. */
bool migrations_have(const char *done, const char *change);

/* The first of this version's, from `from` on (NULL: the first of all), that is not among the lines
 * of `done`; NULL: none. */
const char *const *migrations_missing(const char *done, const char *const *from);

/* Deploys what is missing, or nothing where a contract (ctl/contract.h) may not run. Each waits for
 * a lock no longer than requests may wait behind it, and is tried again. False after saying why. */
bool migrations_deploy(struct ctl *ctl) __attribute__((warn_unused_result));

#endif
