/* What has to be done because time goes by: a table of chores, done step by step. Each is safe to
 * do twice, and by several processes at once. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CHORES_CHORES_H
#define ORDERD_CHORES_CHORES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/values.h"
#include "db/db.h"
#include "setting/conf.h"
#include "setting/errors.h"

/* What a chore works with, from its first step to its last. */
struct errand {
    const struct conf *conf;
    struct db *db;
    struct arena *arena;            /* emptied before each step */
    void (*tell)(const char *line); /* what is to be known at once, outside the database */

    char began[64];  /* when it began, by the server's clock; "": not yet */
    int64_t count;   /* how many things were done so far */
    const char *why; /* what to say of its error; NULL: what the error's row says. A constant */

    struct values values; /* of the step in hand */
};

/* One step, short but for a provider's answer; *more: there is more to do at once. After an error
 * the rest is for another time. */
typedef enum error chore_step(struct errand *errand, bool *more);

/* Which command of orderctl does it by hand. */
enum chore_kind {
    CHORE_EXPIRE,
    CHORE_IMPORT, /* none: what is left of an import */
    CHORE_LOOK,   /* none: what is found is for the metrics */
    CHORE_MAIL,   /* none: the day's mails */
    CHORE_SEAL,
    CHORE_SETTLE, /* waits for others than the database: has a process of its own */
    CHORE_TIDY,
};

struct chore {
    const char *name;
    enum chore_kind kind;
    int every;        /* seconds */
    chore_step *step; /* NULL: `sweep` */
    enum query sweep; /* a statement that answers how many are gone, at last none */
    const char *what; /* is counted */
};

extern const struct chore chores[];
extern const size_t chore_count;

/* Sets of kinds, as bits. */
enum { CHORES_ALL = ~0, CHORES_WAITING = 1 << CHORE_SETTLE, CHORES_OWN = ~CHORES_WAITING };
bool chore_is_of(const struct chore *chore, int kinds);

/* Sets :chore_names and :chore_paces to those of a set. */
void chores_bind(struct values *values, int kinds);

/* A step of a chore; of an errand that is all zero but for what its owner sets, the first. */
enum error chore_do(const struct chore *chore, struct errand *errand, bool *more)
    __attribute__((warn_unused_result));

/* What to say of an error, for the log and for people. */
const char *chore_why(const struct errand *errand, enum error error);

/* db_run_again for the steps. */
enum error errand_run(struct errand *errand, const struct plan *plan, const struct rows *rows[])
    __attribute__((warn_unused_result));
enum error errand_ask(struct errand *errand, enum query query, const struct rows **rows)
    __attribute__((warn_unused_result));

chore_step seal_step, settle_step;

#endif
