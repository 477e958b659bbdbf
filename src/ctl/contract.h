/* Migrations that take away what workers of an older version still use. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_CONTRACT_H
#define ORDERD_CTL_CONTRACT_H

#include "ctl/ctl.h"

/* A change of sqitch.plan whose note begins "Contract, since 0.2.0: ": 0.2.0 is the first version
 * that does without what goes. */
struct contract {
    const char *change, *since; /* NULL: none */
};

/* True when `version` is before `than`, number by number; what is no number is 0. */
bool version_is_before(const char *version, const char *than);

/* Of the contracts in the plan at `path` that are not among the lines of `done`, the one that lets
 * the fewest versions live, in the arena. False when the plan can't be read (errno). */
bool contract_find(struct arena *arena, const char *path, const char *done, struct contract *found)
    __attribute__((warn_unused_result));

/* Whether nobody who works on the database (of `orderd`, of `orderd-relay`) is too old for it;
 * false after saying who is, of which version and where, or that nobody can be asked. */
bool contract_may_run(struct ctl *ctl, const struct contract *contract)
    __attribute__((warn_unused_result));

#endif
