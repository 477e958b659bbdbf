/* Seals are made at the end of the chain. */
/* SPDX-License-Identifier: MIT */
#include "audit/seals.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "audit/chain.h"
#include "db/client.h"

enum { BATCH = 1000, WAITS = 100, WAIT_MS = 100 };

/* Waits until nobody can still bring a row among those up to `high`. */
static enum error wait_for_writers(struct chain *chain)
{
    const struct timespec pause = {.tv_nsec = WAIT_MS * 1000000L};
    for (int i = 0; i < WAITS; i++) {
        const struct rows *rows;
        enum error error = chain_ask(chain, Q_AUDIT_WRITING, &rows);
        if (error || !rows_true(rows, 0, "still"))
            return error;
        nanosleep(&pause, NULL);
    }
    return E_IN_PROGRESS;
}

static void name_place(struct chain *chain, const char *conninfo)
{
    uint8_t hash[CRYPTO_HASH_BYTES];
    const char *place = client_place(chain->arena, conninfo);
    crypto_hash_raw(hash, place ? place : "", place ? strlen(place) : 0, NULL);
    snprintf(chain->home.place, sizeof chain->home.place, "%s",
             crypto_hex(chain->arena, hash, PLACE_BYTES));
}

/* A copy that goes on with the chain has the original's seals refused, so it does not. */
static bool is_elsewhere(const struct home *home, const struct home *kept)
{
    if (!*kept->database)
        return false;
    return strcmp(home->database, kept->database) != 0 || home->timeline < kept->timeline ||
           (home->timeline > kept->timeline && strcmp(home->place, kept->place) != 0);
}

/* Does the chain still hold the seal whose head was kept? */
static enum error check_kept(struct chain *chain)
{
    const struct rows *rows;
    if (chain->kept_id == 0)
        return E_OK;
    values_set_int(&chain->values, P_SEAL_ID, chain->kept_id);
    enum error error = chain_ask(chain, Q_SEAL_GET, &rows);
    if (error)
        return error;
    return strcmp(chain_seal(rows).head, chain->kept_head) == 0 ? E_OK : E_CONFLICT;
}

/* How far the log is final, and where the chain ends. */
static enum error prepare(struct chain *chain, struct seal *last)
{
    struct plan plan = {0};
    const struct rows *rows[3];
    plan_add(&plan, Q_AUDIT_HIGH);
    plan_add(&plan, Q_AUDIT_WRITERS);
    plan_add(&plan, Q_SEAL_LAST);
    enum error error = db_run(chain->db, chain->arena, &plan, &chain->values, rows);
    if (error)
        return error;
    *last = chain_seal(rows[2]);
    values_set(&chain->values, P_LAST_ID, rows_text(rows[0], 0, "high"));
    values_set(&chain->values, P_SEALED_AT, rows_text(rows[0], 0, "sealed_at"));
    values_set(&chain->values, P_WRITERS, rows_text(rows[1], 0, "writers"));
    values_set_int(&chain->values, P_AFTER_ID, last->last_id);
    values_set_int(&chain->values, P_MOST, BATCH);
    snprintf(chain->home.database, sizeof chain->home.database, "%s",
             rows_text(rows[0], 0, "database"));
    chain->home.timeline = rows_int(rows[0], 0, "timeline");
    if (is_elsewhere(&chain->home, &chain->kept_home))
        return E_RESYNC;
    error = check_kept(chain);
    return error ? error : wait_for_writers(chain);
}

static enum error write_seal(struct chain *chain, const struct seal *last, const struct rows *rows,
                             struct seal *made)
{
    struct buf ids = buf_new(chain->arena), macs = buf_new(chain->arena);
    const struct rows *none;
    made->rows = rows_count(rows);
    for (size_t i = 0; i < made->rows; i++) {
        buf_printf(&ids, "%c%s", i ? ',' : '{', rows_text(rows, i, "id"));
        buf_text(&macs, chain_row_mac(chain, rows_text(rows, i, "text")));
    }
    buf_char(&ids, '}');
    made->id = last->id + 1;
    made->last_id = rows_int(rows, made->rows - 1, "id");
    values_set_int(&chain->values, P_SEAL_ID, made->id);
    values_set_int(&chain->values, P_LAST_ID, made->last_id);
    made->head = chain_head(chain, last->head, values_get(&chain->values, P_SEAL_ID), ids.data,
                            macs.data, values_get(&chain->values, P_SEALED_AT));
    values_set(&chain->values, P_ROW_IDS, ids.data);
    values_set(&chain->values, P_ROW_MACS, arena_printf(chain->arena, "\\x%s", macs.data));
    values_set(&chain->values, P_HEAD, arena_printf(chain->arena, "\\x%s", made->head));
    return chain_ask(chain, Q_SEAL_CREATE, &none);
}

static enum error keep(struct chain *chain, const char *folder, const struct seal *seal)
{
    char why[300];
    const struct home *home = &chain->home;
    const char *line = arena_printf(chain->arena, "%lld %s %s %lld %s\n", (long long)seal->id,
                                    seal->head, home->database, home->timeline, home->place);
    return keys_advance_head(folder, line, why, sizeof why) ? E_OK : E_INTERNAL;
}

enum error seals_make(struct db *db, struct arena *arena, struct keys *keys,
                      const struct conf *conf, struct seal *made)
{
    struct chain chain;
    struct seal last;
    const struct rows *rows;
    *made = (struct seal){.id = 0};
    chain_open(&chain, db, arena, keys);
    name_place(&chain, conf->database);
    enum error error = prepare(&chain, &last);
    if (!error)
        error = chain_ask(&chain, Q_AUDIT_BETWEEN, &rows);
    if (error)
        return error;
    if (rows_count(rows) == 0) /* who made the last seal may have died before its head was kept */
        return last.id > chain.kept_id ? keep(&chain, conf->keys_dir, &last) : E_OK;
    error = write_seal(&chain, &last, rows, made);
    return error ? error : keep(&chain, conf->keys_dir, made);
}
