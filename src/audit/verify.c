/* The chain of seals is walked from its beginning: each is held to the one before and to its rows,
 * which are in the log or, of old ones, in files. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit/chain.h"

struct walk {
    struct chain chain;
    struct seal_files *files;
    struct seal_report *report;
    char *line; /* the next one of files->from; NULL: none */
    size_t size;
};

/* The rows of a seal, in order. */
struct entry {
    int64_t id;
    const char *text;
};
struct batch {
    struct entry *entries;
    size_t count;
};

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
    enum error error = chain_ask(chain, Q_AUDIT_BEHIND, &rows);
    *count = error ? 0 : rows_int(rows, 0, "rows");
    return error;
}

/* ---- rows, of the log or of a file ---- */

/* Those between the seal before and `last_id`, at most as many. */
static enum error log_batch(struct walk *walk, int64_t last_id, size_t most, struct batch *batch)
{
    struct chain *chain = &walk->chain;
    const struct rows *rows;
    values_set_int(&chain->values, P_AFTER_ID, walk->report->last.last_id);
    values_set_int(&chain->values, P_LAST_ID, last_id);
    values_set_int(&chain->values, P_MOST, (int64_t)most);
    enum error error = chain_ask(chain, Q_AUDIT_BETWEEN, &rows);
    if (error)
        return error;
    batch->count = rows_count(rows);
    batch->entries = arena_alloc(chain->arena, batch->count * sizeof *batch->entries);
    for (size_t i = 0; i < batch->count; i++)
        batch->entries[i] = (struct entry){rows_int(rows, i, "id"), rows_text(rows, i, "text")};
    return E_OK;
}

static void next_line(struct walk *walk)
{
    ssize_t length = getline(&walk->line, &walk->size, walk->files->from);
    if (length > 0 && walk->line[length - 1] == '\n')
        walk->line[length - 1] = '\0';
    if (length < 0) {
        walk->files->failed = ferror(walk->files->from) ? errno : 0;
        free(walk->line);
        walk->line = NULL;
    }
}

/* The row that a line is, which begins with its id; 0: of none. */
static int64_t line_id(const char *line)
{
    return line && *line == '[' ? strtoll(line + 1, NULL, 10) : 0;
}

/* The next lines, up to those of another seal. */
static void file_batch(struct walk *walk, const struct seal *seal, struct batch *batch)
{
    struct arena *arena = walk->chain.arena;
    batch->entries = arena_alloc(arena, seal->rows * sizeof *batch->entries);
    for (batch->count = 0; batch->count < seal->rows; batch->count++) {
        int64_t id = line_id(walk->line);
        if (id == 0 || id > seal->last_id)
            return;
        batch->entries[batch->count] = (struct entry){id, arena_strdup(arena, walk->line)};
        next_line(walk);
    }
}

/* ---- a seal ---- */

/* A row that was sealed is not there: alone, or with all that came after it. */
static enum error missing(struct walk *walk, int64_t id)
{
    int64_t behind;
    enum error error = rows_behind(&walk->chain, id, &behind);
    found(walk->report, behind ? SEAL_REMOVED : SEAL_CUT_OFF, id);
    return error;
}

/* The rows of a batch against the ids and macs of its seal, both in order. */
static enum error compare(struct walk *walk, const struct rows *seal, const struct batch *batch)
{
    const char *ids = rows_text(seal, 0, "row_ids"), *macs = rows_text(seal, 0, "row_macs");
    char *at;
    size_t i = 0;
    for (; *ids == '{' || *ids == ','; ids = at, i++, macs += 2 * MAC) {
        int64_t wanted = strtoll(ids + 1, &at, 10);
        const struct entry *there = i < batch->count ? &batch->entries[i] : NULL;
        if (!there || there->id > wanted)
            return missing(walk, wanted);
        if (there->id < wanted)
            found(walk->report, SEAL_INSERTED, there->id);
        else if (!crypto_equal(chain_row_mac(&walk->chain, there->text), macs, 2 * MAC))
            found(walk->report, SEAL_CHANGED, there->id);
        if (walk->report->problem)
            return E_OK;
    }
    if (i < batch->count)
        found(walk->report, SEAL_INSERTED, batch->entries[i].id);
    return E_OK;
}

/* The seal itself: is it the next one, and does it fit to the one before and to what was kept? */
static bool check_seal(struct walk *walk, const struct rows *seal)
{
    struct chain *chain = &walk->chain;
    struct seal_report *report = walk->report;
    const char *head = rows_text(seal, 0, "head"), *archived = rows_text(seal, 0, "archived_mac");
    int64_t id = rows_int(seal, 0, "id");
    const char *wanted =
        chain_head(chain, report->last.id ? report->last.head : "", rows_text(seal, 0, "id"),
                   rows_text(seal, 0, "row_ids"), rows_text(seal, 0, "row_macs"),
                   rows_text(seal, 0, "sealed_at"));
    if (id != report->last.id + 1)
        found(report, SEAL_REMOVED, 0);
    else if (!crypto_equal(wanted, head, HEAD_HEX) ||
             (id == chain->kept_id && strcmp(head, chain->kept_head) != 0) ||
             (archived && !crypto_equal(chain_archived_mac(chain, head), archived, HEAD_HEX)))
        found(report, SEAL_CHANGED, 0);
    return !report->problem;
}

static void copy(struct walk *walk, const struct batch *batch)
{
    struct seal_files *files = walk->files;
    for (size_t i = 0; i < batch->count && !files->failed; i++) {
        if (fprintf(files->to, "%s\n", batch->entries[i].text) < 0)
            files->failed = errno;
    }
    if (files->copied == 0)
        files->first = walk->report->last.id + 1;
    files->copied += (int64_t)batch->count;
}

static enum error check_in_log(struct walk *walk, const struct rows *seal, const struct seal *now)
{
    struct batch batch;
    enum error error = log_batch(walk, now->last_id, now->rows + 1, &batch);
    if (!error)
        error = compare(walk, seal, &batch);
    if (error || walk->report->problem)
        return error;
    walk->report->rows += (int64_t)now->rows;
    if (walk->files && walk->files->to)
        copy(walk, &batch);
    return E_OK;
}

/* None of its rows is in the log any more; they are looked at if the file goes on with them. */
static enum error check_archived(struct walk *walk, const struct rows *seal, const struct seal *now)
{
    struct batch batch;
    enum error error = log_batch(walk, now->last_id, 1, &batch);
    if (!error && batch.count)
        found(walk->report, SEAL_INSERTED, batch.entries[0].id);
    if (error || batch.count)
        return error;
    if (line_id(walk->line) != strtoll(rows_text(seal, 0, "row_ids") + 1, NULL, 10)) {
        walk->report->archived += (int64_t)now->rows;
        return E_OK;
    }
    file_batch(walk, now, &batch);
    walk->report->rows += (int64_t)now->rows;
    return compare(walk, seal, &batch);
}

/* The next seal and its rows; *end when there is none. */
static enum error check_next(struct walk *walk, bool *end)
{
    const struct seal_files *files = walk->files;
    const struct rows *seal;
    values_set_int(&walk->chain.values, P_SEAL_ID, walk->report->last.id);
    enum error error = chain_ask(&walk->chain, Q_SEAL_AFTER, &seal);
    if (error)
        return error;
    struct seal now = chain_seal(seal);
    *end = now.id == 0 || (files && files->until && now.id > files->until);
    if (*end || !check_seal(walk, seal))
        return E_OK;
    bool archived = rows_text(seal, 0, "archived_mac");
    error = archived ? check_archived(walk, seal, &now) : check_in_log(walk, seal, &now);
    if (error || walk->report->problem)
        return error;
    walk->report->seals++;
    walk->report->last = now;
    return E_OK;
}

static enum error check_end(struct walk *walk)
{
    struct seal_report *report = walk->report;
    if (walk->files && walk->files->until)
        return E_OK;
    if (!report->problem && walk->chain.kept_id > report->last.id)
        found(report, SEAL_CUT_OFF, 0);
    return rows_behind(&walk->chain, report->last.last_id, &report->unsealed);
}

enum error seals_verify(struct db *db, struct arena *arena, struct keys *keys,
                        struct seal_files *files, struct seal_report *report)
{
    struct walk walk = {.files = files, .report = report};
    bool end = false;
    enum error error = E_OK;
    char *head = arena_alloc(arena, HEAD_HEX + 1);
    struct arena *batch = arena_new(256 * 1024);
    *report = (struct seal_report){.last.head = head};
    /* The kept head is read first: seals that are made meanwhile only lengthen the chain. */
    chain_open(&walk.chain, db, batch, keys);
    if (files && files->from)
        next_line(&walk);
    while (!error && !end && !report->problem && !(files && files->failed)) {
        walk.chain.values = values_new(batch, P_COUNT);
        error = check_next(&walk, &end);
        if (report->last.head != head)
            memcpy(head, report->last.head, HEAD_HEX);
        report->last.head = head;
        arena_reset(batch);
    }
    walk.chain.values = values_new(batch, P_COUNT);
    if (!error)
        error = check_end(&walk);
    if (files)
        files->left = walk.line;
    free(walk.line);
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
