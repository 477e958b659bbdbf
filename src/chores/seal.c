/* Sealing the audit log, a batch a step. */
/* SPDX-License-Identifier: MIT */
#include "audit/seals.h"
#include "chores/chores.h"

static const char *why(enum error error)
{
    switch (error) {
    case E_IN_PROGRESS:
        return "a transaction that writes audit rows does not end; nothing was sealed";
    case E_CONFLICT:
        return "the chain does not end as it did; see orderctl audit verify, and after a restore "
               "say orderctl after-restore";
    case E_RESYNC:
        return "the last seal was made in another database, of which this may be a copy; if this "
               "is "
               "the one that goes on, say orderctl after-restore, else give it a keys folder of "
               "its "
               "own";
    case E_AGAIN:
        return "somebody else is sealing";
    default:
        return NULL;
    }
}

enum error seal_step(struct errand *errand, bool *more)
{
    char text[300];
    struct seal made = {.id = 0};
    struct keys *keys = keys_open(errand->conf->keys_dir, text, sizeof text);
    if (!keys) {
        errand->why = "the keys can't be opened; see orderctl doctor";
        return E_UNAVAILABLE;
    }
    enum error error = seals_make(errand->db, errand->arena, keys, errand->conf, &made);
    keys_close(keys);
    errand->why = why(error);
    *more = !error && made.id;
    errand->count += *more;
    if (*more)
        errand->tell(arena_printf(errand->arena, "seal %lld: %zu rows up to %lld, head %s",
                                  (long long)made.id, made.rows, (long long)made.last_id,
                                  made.head));
    return error;
}
