/* CSV files: lines one by one, then everything is judged and taken at once. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "api/imports/run.h"
#include "base/json_text.h"
#include "base/normal.h"

/* Lines sent together, and how long they may be together. */
enum { BATCH_LINES = 500, BATCH_BYTES = 256 * 1024 };

/* ---- lines ---- */

static const char *read_of(const struct run *run, const struct csv_record *record, const char *name)
{
    for (size_t i = 0; i < run->columns; i++) {
        if (strcmp(run->names[i], name) == 0)
            return record->fields[i];
    }
    return NULL;
}

/* "?address/street" is address_street. */
static const char *column_of(struct arena *arena, const char *pointer)
{
    char *column = arena_strdup(arena, pointer + 1);
    for (char *slash; (slash = strchr(column, '/'));)
        *slash = '_';
    return column;
}

/* A bad line's thing stays out with it: the line is noted by that alone. */
static void spoil(struct run *run, size_t line, const struct json *tree)
{
    const char *belongs = run->import->kind->belongs;
    const struct json *value = belongs ? json_member(tree, belongs) : NULL;
    if (!value)
        return;
    struct json_writer w = json_writer(&run->batch);
    buf_char(&run->batch, run->batched++ ? ',' : '[');
    json_open(&w, NULL, '{');
    json_int(&w, "line", (int64_t)line);
    json_open(&w, "fields", '{');
    json_text(&w, belongs,
              normal_text(run->scratch, value->text, strlen(value->text), NORMAL_LINE));
    json_text(&w, "spoiled", "true");
    json_close(&w, '}');
    json_close(&w, '}');
}

/* What is fine of a line, or NULL after noting its faults. */
static const struct field_taken *take_fields(struct run *run, const struct csv_record *record)
{
    struct import *import = run->import;
    struct invalids invalids = {.arena = run->scratch};
    size_t before = import->fault_count;
    const struct json *tree = run_line(run, record);
    const struct field_taken *taken = import->fault_count == before
                                          ? schema_check(import->kind->row, tree, "?", &invalids)
                                          : NULL;
    for (const struct invalid *i = invalids.first; i; i = i->next) {
        const char *column = column_of(run->scratch, i->pointer);
        run_fault(import, (struct import_fault){record->line, column, i->code, i->detail},
                  read_of(run, record, column));
    }
    if (import->fault_count > before)
        spoil(run, record->line, tree);
    return import->fault_count == before ? taken : NULL;
}

static void add_line(struct run *run, size_t line, const struct field_taken *taken)
{
    struct json_writer w = json_writer(&run->batch);
    buf_char(&run->batch, run->batched++ ? ',' : '[');
    json_open(&w, NULL, '{');
    json_int(&w, "line", (int64_t)line);
    json_open(&w, "fields", '{');
    for (; taken->field; taken++)
        (taken->field->type == F_ADDRESS ? json_raw : json_text)(&w, taken->field->name,
                                                                 taken->text);
    json_close(&w, '}');
    json_close(&w, '}');
}

/* Spreadsheets write a line as wide as the widest, which one more blank makes wider than the head.
 */
static bool fits_head(const struct run *run, const struct csv_record *record)
{
    for (size_t i = run->columns; i < record->count; i++) {
        if (*record->fields[i])
            return false;
    }
    return record->count >= run->columns;
}

/* Nobody knows what a line that can't be read belongs to, so that nothing is whole for certain. */
static void add_malformed(struct run *run, size_t line, const char *fault)
{
    struct import *import = run->import;
    import->partial = import->partial && !import->kind->belongs;
    run_fault(import, (struct import_fault){line, "", "malformed_line", fault}, NULL);
}

static void check_line(struct run *run, enum csv_found found)
{
    const struct csv_record *record = csv_record(run->csv);
    const struct field_taken *taken = NULL;
    run->import->lines++;
    if (found == CSV_FAULT)
        add_malformed(run, record->line, record->fault);
    else if (!fits_head(run, record))
        add_malformed(run, record->line,
                      arena_printf(run->scratch, "has %zu fields instead of %zu", record->count,
                                   run->columns));
    else if ((taken = take_fields(run, record)))
        add_line(run, record->line, taken);
}

static enum error run_one(struct import *import, enum query query, const struct rows **rows)
{
    const struct rows *answered[1] = {NULL};
    struct plan plan = {0};
    plan_add(&plan, query);
    enum error error =
        db_run(import->db, import->arena, &plan, import->values, rows ? rows : answered);
    return error;
}

/* Sends what was collected and forgets it. */
static enum error send_batch(struct run *run)
{
    const struct rows *rows[1] = {NULL};
    struct values values = values_new(run->scratch, P_COUNT);
    struct plan plan = {.list = {Q_IMPORT_STAGE}, .count = 1};
    enum error error = E_OK;
    if (run->batched) {
        buf_char(&run->batch, ']');
        values_set(&values, P_ROWS, run->batch.data);
        error = db_run(run->import->db, run->scratch, &plan, &values, rows);
    }
    arena_reset(run->scratch);
    run->batch = buf_new(run->scratch);
    run->batched = 0;
    return error;
}

static enum error read_lines(struct run *run)
{
    enum error error = E_OK;
    enum csv_found found;
    while (!error && (found = csv_next(run->csv)) != CSV_END) {
        check_line(run, found);
        if (run->batched == BATCH_LINES || run->batch.length > BATCH_BYTES)
            error = send_batch(run);
    }
    return error ? error : send_batch(run);
}

/* ---- all of them ---- */

/* What a statement found wrong; those that it did not answer count too. */
static enum error ask_faults(struct import *import, enum query query)
{
    const struct rows *found = NULL;
    enum error error = run_one(import, query, &found);
    for (size_t i = 0; !error && i < rows_count(found); i++)
        run_fault(import,
                  (struct import_fault){(size_t)rows_int(found, i, "line"),
                                        rows_text(found, i, "column"), rows_text(found, i, "code"),
                                        rows_text(found, i, "detail")},
                  rows_text(found, i, "read"));
    if (!error && rows_count(found))
        import->fault_count += (size_t)rows_int(found, 0, "total") - rows_count(found);
    return error;
}

static enum error judge(struct import *import)
{
    enum error error = ask_faults(import, import->kind->faults);
    return !error && import->fault_count && !import->partial ? E_IMPORT_REFUSED : error;
}

static enum error merge(struct import *import)
{
    const struct import_kind *kind = import->kind;
    size_t faults = import->fault_count;
    enum error error = E_OK;
    values_set(import->values, P_KIND, kind->name);
    for (size_t i = 0; !error && i < 2 && kind->merge[i]; i++) {
        bool shows = statements[kind->merge[i]].answers == ROWS_ONE;
        error = run_one(import, kind->merge[i], shows ? &import->merged : NULL);
    }
    if (!error && kind->take)
        error = ask_faults(import, kind->take);
    if (!error && import->fault_count > faults)
        error = E_IMPORT_REFUSED;
    return error ? error : run_one(import, Q_IMPORT_CLEAR, NULL);
}

static enum error read_and_merge(struct run *run)
{
    struct import *import = run->import;
    enum error error = run_one(import, Q_IMPORT_BEGIN, NULL);
    if (!error)
        error = read_lines(run);
    if (!error && import->cut)
        error = E_INCOMPLETE_BODY;
    if (!error)
        error = judge(import);
    if (!error && import->dry && !import->kind->pieces[0])
        error = run_one(import, import->kind->preview, &import->changes);
    return error ? error : merge(import);
}

/* What would be written, before it is undone. */
static enum error preview(struct import *import)
{
    values_set(import->values, P_IMPORT_ID, rows_text(import->merged, 0, "import_id"));
    enum error error = run_one(import, import->kind->preview, &import->changes);
    return error ? error : run_one(import, Q_IMPORT_WOULD, &import->merged);
}

/* The one transaction that takes the file whole, or nothing of it. */
static enum error take(struct run *run)
{
    enum error error = db_begin(run->import->db);
    if (error)
        return error;
    error = read_and_merge(run);
    if (!error && run->import->dry && run->import->kind->pieces[0])
        error = preview(run->import);
    enum error ended = db_end(run->import->db, !error && !run->import->dry);
    return error ? error : ended;
}

/* From here on it is certain; if not by this process, then by the next. */
static enum error write_pieces(struct import *import)
{
    import->taken = true;
    values_set(import->values, P_IMPORT_ID, rows_text(import->merged, 0, "import_id"));
    enum error error = import_write(import->db);
    if (!error)
        error = run_one(import, Q_IMPORT_GET, &import->merged);
    return error ? error : ask_faults(import, Q_IMPORT_CONFLICTS);
}

static enum error take_turn(struct import *import)
{
    const struct rows *rows[2] = {NULL};
    struct plan plan = {.list = {Q_IMPORT_TURN, Q_IMPORT_TURN_TAKE}, .count = 2};
    enum error error = db_run(import->db, import->arena, &plan, import->values, rows);
    return error ? error : import_write(import->db);
}

static enum error run_in_turn(struct run *run)
{
    struct import *import = run->import;
    enum error error = take_turn(import);
    if (!error)
        error = take(run);
    if (!error && import->kind->pieces[0] && !import->dry)
        error = write_pieces(import);
    enum error over = run_one(import, Q_IMPORT_TURN_OVER, NULL); /* or the connection is lost */
    (void)over;
    return error;
}

enum error import_run(struct import *import)
{
    struct run run = {.import = import,
                      .csv = csv_open(import->arena, import->source, import),
                      .scratch = arena_new(BATCH_BYTES)};
    run.batch = buf_new(run.scratch);
    run_head(&run);
    enum error error = import->fault_count ? E_IMPORT_REFUSED : run_in_turn(&run);
    arena_free(run.scratch);
    return error;
}
