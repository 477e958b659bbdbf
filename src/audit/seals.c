/* The chain of seals: made from its end, checked from its beginning. */
/* SPDX-License-Identifier: MIT */
#include "audit/seals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "db/client.h"

enum { BATCH = 1000, MAC = 16, WAITS = 100, WAIT_MS = 100, HEAD_HEX = 2 * CRYPTO_HASH_BYTES };
enum { KEPT_MOST = 256, PLACE_BYTES = 8 };

/* Where a seal was made. A copy of the files has the same database and, once it takes writes,
 * another timeline; so has a standby that leads now, which is found at the same place. */
struct home {
    char database[40]; /* system identifier and oid; "": not known */
    long long timeline;
    char place[2 * PLACE_BYTES + 1]; /* a hash of where the settings lead */
};

/* What the functions here pass on; `arena` is emptied from batch to batch when verifying. */
struct chain {
    struct db *db;
    struct arena *arena;
    struct values values;
    uint8_t key[CRYPTO_KEY_BYTES];
    int64_t kept_id; /* of the head kept outside the database; 0: none */
    char kept_head[HEAD_HEX + 1];
    struct home kept_home, home;
};

/* The kept line is "<seal> <head>" and the home; without one, as Q_SEAL_KEPT has it, whichever
 * database holds that seal goes on from it. */
static void chain_open(struct chain *chain, struct db *db, struct arena *arena, struct keys *keys)
{
    static const char purpose[] = "orderd audit log";
    char line[KEPT_MOST];
    *chain = (struct chain){.db = db, .arena = arena, .values = values_new(arena, P_COUNT)};
    crypto_hash_raw(chain->key, purpose, sizeof purpose - 1, keys_secret(keys));
    if (keys_read_head(keys, line, sizeof line)) {
        struct home *home = &chain->kept_home;
        char *head;
        chain->kept_id = strtoll(line, &head, 10);
        sscanf(head, " %64s %39s %lld %16s", chain->kept_head, home->database, &home->timeline,
               home->place);
    }
}

static enum error ask(struct chain *chain, enum query query, const struct rows **rows)
{
    struct plan plan = {0};
    plan_add(&plan, query);
    return db_run(chain->db, chain->arena, &plan, &chain->values, rows);
}

static const char *mac_of(struct chain *chain, const char *what, const char *text, size_t bytes)
{
    uint8_t mac[CRYPTO_HASH_BYTES];
    const char *whole = arena_printf(chain->arena, "%s\n%s", what, text);
    crypto_hash_raw(mac, whole, strlen(whole), chain->key);
    return crypto_hex(chain->arena, mac, bytes);
}

static const char *row_mac(struct chain *chain, const struct rows *rows, size_t i)
{
    return mac_of(chain, "row", rows_text(rows, i, "text"), MAC);
}

static const char *head_of(struct chain *chain, const char *before, const char *id, const char *ids,
                           const char *macs, const char *sealed_at)
{
    const char *text =
        arena_printf(chain->arena, "%s\n%s\n%s\n%s\n%s", before, id, ids, macs, sealed_at);
    return mac_of(chain, "seal", text, CRYPTO_HASH_BYTES);
}

static struct seal seal_of(const struct rows *rows)
{
    if (rows_count(rows) == 0)
        return (struct seal){.head = ""};
    return (struct seal){.id = rows_int(rows, 0, "id"),
                         .last_id = rows_int(rows, 0, "last_id"),
                         .rows = strlen(rows_text(rows, 0, "row_macs")) / (2 * MAC),
                         .head = rows_text(rows, 0, "head")};
}

/* ---- making ---- */

/* Waits until nobody can still bring a row among those up to `high`. */
static enum error wait_for_writers(struct chain *chain)
{
    const struct timespec pause = {.tv_nsec = WAIT_MS * 1000000L};
    for (int i = 0; i < WAITS; i++) {
        const struct rows *rows;
        enum error error = ask(chain, Q_AUDIT_WRITING, &rows);
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
    enum error error = ask(chain, Q_SEAL_GET, &rows);
    if (error)
        return error;
    return strcmp(seal_of(rows).head, chain->kept_head) == 0 ? E_OK : E_CONFLICT;
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
    *last = seal_of(rows[2]);
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
        buf_text(&macs, row_mac(chain, rows, i));
    }
    buf_char(&ids, '}');
    made->id = last->id + 1;
    made->last_id = rows_int(rows, made->rows - 1, "id");
    values_set_int(&chain->values, P_SEAL_ID, made->id);
    values_set_int(&chain->values, P_LAST_ID, made->last_id);
    made->head = head_of(chain, last->head, values_get(&chain->values, P_SEAL_ID), ids.data,
                         macs.data, values_get(&chain->values, P_SEALED_AT));
    values_set(&chain->values, P_ROW_IDS, ids.data);
    values_set(&chain->values, P_ROW_MACS, arena_printf(chain->arena, "\\x%s", macs.data));
    values_set(&chain->values, P_HEAD, arena_printf(chain->arena, "\\x%s", made->head));
    return ask(chain, Q_SEAL_CREATE, &none);
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
        error = ask(&chain, Q_AUDIT_BETWEEN, &rows);
    if (error)
        return error;
    if (rows_count(rows) == 0) /* who made the last seal may have died before its head was kept */
        return last.id > chain.kept_id ? keep(&chain, conf->keys_dir, &last) : E_OK;
    error = write_seal(&chain, &last, rows, made);
    return error ? error : keep(&chain, conf->keys_dir, made);
}

/* ---- checking ---- */

/* A problem ends the walk; it is found in the seal behind report->last. */
static void found(struct seal_report *report, enum seal_problem problem, int64_t audit_id)
{
    report->problem = problem;
    report->seal_id = report->last.id + 1;
    report->audit_id = audit_id;
}

static enum error rows_behind(struct chain *chain, int64_t id, int64_t *count)
{
    const struct rows *rows;
    values_set_int(&chain->values, P_AFTER_ID, id);
    enum error error = ask(chain, Q_AUDIT_BEHIND, &rows);
    *count = error ? 0 : rows_int(rows, 0, "rows");
    return error;
}

/* A row that was sealed is not there: alone, or with all that came after it. */
static enum error missing(struct chain *chain, struct seal_report *report, int64_t id)
{
    int64_t behind;
    enum error error = rows_behind(chain, id, &behind);
    found(report, behind ? SEAL_REMOVED : SEAL_CUT_OFF, id);
    return error;
}

/* The rows of a batch against the ids and macs of its seal, both in order. */
static enum error compare(struct chain *chain, struct seal_report *report, const struct rows *seal,
                          const struct rows *rows)
{
    const char *macs = rows_text(seal, 0, "row_macs");
    char *at;
    size_t count = rows_count(rows), i = 0;
    const char *ids = rows_text(seal, 0, "row_ids");
    for (; *ids == '{' || *ids == ','; ids = at, i++, macs += 2 * MAC) {
        int64_t wanted = strtoll(ids + 1, &at, 10);
        int64_t there = i < count ? rows_int(rows, i, "id") : INT64_MAX;
        if (there > wanted)
            return missing(chain, report, wanted);
        if (there < wanted)
            found(report, SEAL_INSERTED, there);
        else if (!crypto_equal(row_mac(chain, rows, i), macs, 2 * MAC))
            found(report, SEAL_CHANGED, there);
        if (report->problem)
            return E_OK;
    }
    if (i < count)
        found(report, SEAL_INSERTED, rows_int(rows, i, "id"));
    return E_OK;
}

/* The seal itself: is it the next one, and does it fit to the one before and to what was kept? */
static bool check_seal(struct chain *chain, struct seal_report *report, const struct rows *seal)
{
    const char *head = rows_text(seal, 0, "head");
    int64_t id = rows_int(seal, 0, "id");
    const char *wanted = head_of(chain, report->last.id ? report->last.head : "",
                                 rows_text(seal, 0, "id"), rows_text(seal, 0, "row_ids"),
                                 rows_text(seal, 0, "row_macs"), rows_text(seal, 0, "sealed_at"));
    if (id != report->last.id + 1)
        found(report, SEAL_REMOVED, 0);
    else if (!crypto_equal(wanted, head, HEAD_HEX) ||
             (id == chain->kept_id && strcmp(head, chain->kept_head) != 0))
        found(report, SEAL_CHANGED, 0);
    return !report->problem;
}

/* The next seal and its rows; *end when there is none. */
static enum error check_next(struct chain *chain, struct seal_report *report, bool *end)
{
    const struct rows *seal, *rows;
    values_set_int(&chain->values, P_SEAL_ID, report->last.id);
    enum error error = ask(chain, Q_SEAL_AFTER, &seal);
    *end = !error && rows_count(seal) == 0;
    if (error || *end || !check_seal(chain, report, seal))
        return error;
    struct seal now = seal_of(seal);
    values_set_int(&chain->values, P_AFTER_ID, report->last.last_id);
    values_set_int(&chain->values, P_LAST_ID, now.last_id);
    values_set_int(&chain->values, P_MOST, (int64_t)now.rows + 1);
    error = ask(chain, Q_AUDIT_BETWEEN, &rows);
    if (!error)
        error = compare(chain, report, seal, rows);
    if (error || report->problem)
        return error;
    report->seals++;
    report->rows += (int64_t)now.rows;
    report->last = now;
    return E_OK;
}

enum error seals_verify(struct db *db, struct arena *arena, struct keys *keys,
                        struct seal_report *report)
{
    struct chain chain;
    bool end = false;
    enum error error = E_OK;
    char *head = arena_alloc(arena, HEAD_HEX + 1);
    struct arena *batch = arena_new(256 * 1024);
    *report = (struct seal_report){.last.head = head};
    /* The kept head is read first: seals that are made meanwhile only lengthen the chain. */
    chain_open(&chain, db, batch, keys);
    while (!error && !end && !report->problem) {
        chain.values = values_new(batch, P_COUNT);
        error = check_next(&chain, report, &end);
        if (report->last.head != head)
            memcpy(head, report->last.head, HEAD_HEX);
        report->last.head = head;
        arena_reset(batch);
    }
    if (!error && end && chain.kept_id > report->last.id)
        found(report, SEAL_CUT_OFF, 0);
    chain.values = values_new(batch, P_COUNT);
    if (!error)
        error = rows_behind(&chain, report->last.last_id, &report->unsealed);
    arena_free(batch);
    return error;
}

/* ---- telling ---- */

const char *seal_problem_word(enum seal_problem problem)
{
    static const char *const words[] = {NULL, "changed", "removed", "inserted", "cut_off"};
    return words[problem];
}

const char *seal_problem_text(struct arena *arena, const struct seal_report *report)
{
    static const char *const words[] = {"", "was changed", "was removed", "was inserted",
                                        "and all that followed it was cut off"};
    bool seal = report->audit_id == 0;
    return arena_printf(arena, "%s %lld %s", seal ? "seal" : "audit row",
                        (long long)(seal ? report->seal_id : report->audit_id),
                        words[report->problem]);
}
