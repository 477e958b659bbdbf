/* Old rows leave the audit log for a file, and their seals stay. */
/* SPDX-License-Identifier: MIT */
#include "audit/chain.h"

enum error seals_until(struct db *db, struct arena *arena, const char *to, int64_t *until)
{
    struct chain chain = {.db = db, .arena = arena, .values = values_new(arena, P_COUNT)};
    const struct rows *rows;
    values_set(&chain.values, P_TO, to);
    enum error error = chain_ask(&chain, Q_SEAL_UNTIL, &rows);
    *until = error ? 0 : rows_int(rows, 0, "id");
    return error;
}

/* The seals and what says of them that their rows are in a file, as arrays of PostgreSQL. */
static enum error set_archived(struct chain *chain)
{
    const struct rows *seals;
    enum error error = chain_ask(chain, Q_SEAL_HEADS, &seals);
    if (error)
        return error;
    struct buf ids = buf_new(chain->arena), macs = buf_new(chain->arena);
    for (size_t i = 0; i < rows_count(seals); i++) {
        char before = i ? ',' : '{';
        buf_printf(&ids, "%c%s", before, rows_text(seals, i, "id"));
        buf_printf(&macs, "%c%s", before, chain_archived_mac(chain, rows_text(seals, i, "head")));
    }
    buf_text(&ids, ids.length ? "}" : "{}");
    buf_text(&macs, macs.length ? "}" : "{}");
    values_set(&chain->values, P_SEAL_IDS, ids.data);
    values_set(&chain->values, P_ARCHIVED_MACS, macs.data);
    return E_OK;
}

enum error seals_cut(struct db *db, struct arena *arena, struct keys *keys,
                     const struct seal_files *files, int64_t *rows)
{
    struct chain chain;
    const struct rows *cut;
    chain_open(&chain, db, arena, keys);
    values_set_int(&chain.values, P_FIRST_SEAL, files->first);
    values_set_int(&chain.values, P_LAST_SEAL, files->until);
    enum error error = set_archived(&chain);
    if (!error)
        error = chain_ask(&chain, Q_AUDIT_CUT, &cut);
    *rows = error ? 0 : rows_int(cut, 0, "rows");
    return error;
}
