/* Seals of the audit log: made by the relay, checked by orderctl and by admins. Each covers a batch
 * of rows whose transactions have all ended, and is chained to the one before with a key that lies
 * beside the signing keys and never in the database. The last head is kept there, too: who can
 * only write to the database can neither change what is sealed nor cut off the end. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_AUDIT_SEALS_H
#define ORDERD_AUDIT_SEALS_H

#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "db/db.h"
#include "identity/keys.h"
#include "setting/conf.h"
#include "setting/errors.h"

struct seal {
    int64_t id;      /* from 1; 0: none */
    int64_t last_id; /* the last audit row it covers */
    size_t rows;
    const char *head; /* hex */
};

enum seal_problem { SEAL_SOUND, SEAL_CHANGED, SEAL_REMOVED, SEAL_INSERTED, SEAL_CUT_OFF };

struct seal_report {
    int64_t seals, rows; /* found in order */
    int64_t archived;    /* rows that are in files, and were not looked at */
    int64_t unsealed;    /* rows that wait for their seal */
    struct seal last;
    enum seal_problem problem; /* the first one */
    int64_t seal_id;           /* where it is */
    int64_t audit_id;          /* the row; 0: the seal itself */
};

/* Makes the next seal; made->id is 0 when nothing waits for one. E_IN_PROGRESS: a transaction that
 * writes audit rows does not end; another time. E_CONFLICT: the chain does not end as the kept
 * head says, so it is not gone on with. E_RESYNC: the kept head is of another database, or this one
 * is a copy of that. `db` and `keys` are opened by `conf`. */
enum error seals_make(struct db *db, struct arena *arena, struct keys *keys,
                      const struct conf *conf, struct seal *made)
    __attribute__((warn_unused_result));

/* Files of rows, a line each as it was sealed: what one walk reads and another writes. */
struct seal_files {
    FILE *from;            /* what was archived, oldest first; NULL: not looked at */
    bool left;             /* it goes on with what is no archived seal's */
    FILE *to;              /* gets the rows that are in the log; NULL: not copied */
    int64_t until;         /* the last seal that is looked at; 0: all, and that none is cut off */
    int64_t first, copied; /* the first seal that was copied, how many rows */
    int failed;            /* why reading or writing failed (errno), which ends the walk; 0: not */
};

/* Reads the whole log, batch by batch, up to the first problem; `files` may be NULL. */
enum error seals_verify(struct db *db, struct arena *arena, struct keys *keys,
                        struct seal_files *files, struct seal_report *report)
    __attribute__((warn_unused_result));

/* The last seal that was made before a moment of the shop ("2025-01-01": of that day's end); 0:
 * none. */
enum error seals_until(struct db *db, struct arena *arena, const char *to, int64_t *until)
    __attribute__((warn_unused_result));

/* Takes the rows that were copied out of the log, all or none, and has their seals say so. `db` is
 * the owner's; *rows is how many went. */
enum error seals_cut(struct db *db, struct arena *arena, struct keys *keys,
                     const struct seal_files *files, int64_t *rows)
    __attribute__((warn_unused_result));

/* The problem as a word ("cut_off"), and as a sentence in the arena. */
const char *seal_problem_word(enum seal_problem problem);
const char *seal_problem_text(struct arena *arena, const struct seal_report *report);

#endif
