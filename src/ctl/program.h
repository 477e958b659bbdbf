/* Other programs, run without a shell. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_PROGRAM_H
#define ORDERD_CTL_PROGRAM_H

#include <stdbool.h>

#include "base/arena.h"

struct program {
    const char *const *words; /* found in PATH; ended by NULL */
    const char *conninfo;     /* where PostgreSQL's programs connect, or NULL */
    int lock_ms;              /* how long its statements wait for a lock; 0: as the server has it */
    bool keep_output;         /* or it goes nowhere */
    char *output;             /* what it wrote, or what it complained of, in the arena */
};

/* True when it ended well; else says why, in its own words. A signal that would end orderctl
 * ends the program instead, and every one after it, so that the caller can tidy up. */
bool program_run(struct program *program, struct arena *arena) __attribute__((warn_unused_result));

/* The same of words whose output nobody wants. */
bool program_do(struct arena *arena, const char *const *words) __attribute__((warn_unused_result));

/* What psql prints of the statement, in the arena: for a schema that may not be this version's,
 * which db would not ask. NULL after saying why. */
char *program_ask(struct arena *arena, const char *conninfo, const char *sql)
    __attribute__((warn_unused_result));

#endif
