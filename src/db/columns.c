/* What the prepared statements answer, asked in one round trip. */
/* SPDX-License-Identifier: MIT */
#include "db/db.h"

#include "db/handle.h"
#include "db/wait.h"

static const char *const *names_of(struct arena *arena, const PGresult *described)
{
    int count = PQnfields(described);
    const char **names = arena_alloc(arena, (size_t)(count + 1) * sizeof *names);
    for (int i = 0; i < count; i++)
        names[i] = arena_strdup(arena, PQfname(described, i));
    return names;
}

bool db_columns(struct db *db, struct arena *arena, const char *const *columns[Q_COUNT])
{
    PGresult *results[Q_COUNT + 1] = {NULL};
    bool ok = db->conn;
    for (int q = Q_NONE + 1; ok && q < Q_COUNT; q++)
        ok = PQsendDescribePrepared(db->conn, statements[q].name);
    ok = ok && PQpipelineSync(db->conn) &&
         wait_for_syncs(db->conn, handle_until(db), 1, results, Q_COUNT + 1) == 1;
    for (int q = Q_NONE + 1; q < Q_COUNT; q++) {
        ok = ok && results[q - 1] && !handle_failed(results[q - 1]);
        if (ok)
            columns[q] = names_of(arena, results[q - 1]);
        PQclear(results[q - 1]);
    }
    PQclear(results[Q_COUNT]);
    return ok;
}
