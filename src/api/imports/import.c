/* CSV files: lines one by one, then everything is judged and taken at once. */
/* SPDX-License-Identifier: MIT */
#include "api/imports/import.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/json_text.h"
#include "base/normal.h"
#include "base/utf8.h"
#include "base/words.h"

/* Lines sent together, and how long they may be together. */
enum { BATCH_LINES = 500, BATCH_BYTES = 256 * 1024 };

struct run {
    struct import *import;
    struct csv *csv;
    size_t columns;
    const struct field *fields[CSV_FIELDS]; /* of the schema, by column; NULL: passed over */
    const struct field *parts[CSV_FIELDS];  /* of an address; NULL: all of the field */
    const char *names[CSV_FIELDS];          /* as the schema spells them, aliases among them */
    char mark;                              /* of decimals, once a number has shown it */
    size_t mark_line;
    struct arena *scratch; /* given back after each batch */
    struct buf batch;
    size_t batched;
};

enum { READ_MOST = 60 };

/* What is wrong with it, and what was read: its beginning, on one line. */
static const char *with_read(struct arena *arena, const char *detail, const char *read)
{
    size_t length = 0, left = strlen(read);
    while (length < left && length < READ_MOST)
        length += utf8_step(read + length, left - length);
    char *text = arena_printf(arena, "%s (read: \"%.*s%s\")", detail, (int)length, read,
                              length < left ? "…" : "");
    for (char *at = text; *at; at++)
        *at = iscntrl((unsigned char)*at) ? ' ' : *at;
    return text;
}

/* `read`: what stood there; NULL or "": nothing, or all of the line. */
static void add_fault(struct import *import, struct import_fault fault, const char *read)
{
    if (import->fault_count++ >= IMPORT_FAULTS_MOST)
        return;
    fault.column = arena_strdup(import->arena, fault.column);
    fault.code = arena_strdup(import->arena, fault.code);
    fault.detail = read && *read ? with_read(import->arena, fault.detail, read)
                                 : arena_strdup(import->arena, fault.detail);
    import->faults[import->fault_count - 1] = fault;
}

/* ---- the first line ---- */

static bool has_column(const struct run *run, const struct field *field, const struct field *part)
{
    for (size_t i = 0; i < run->columns; i++) {
        if (run->fields[i] == field && run->parts[i] == part)
            return true;
    }
    return false;
}

/* "Unit Price " is unit_price. */
static const char *column_key(struct arena *arena, const char *name)
{
    char *key = arena_strdup(arena, normal_text(arena, name, strlen(name), NORMAL_LINE));
    for (char *at = key; *at; at++) {
        if (*at == ' ')
            *at = '_';
        else if (*at >= 'A' && *at <= 'Z')
            *at = (char)((unsigned char)*at | 0x20u);
    }
    return key;
}

/* The address of which `key` names a part, and that. */
static const struct field *address_of(const struct schema *row, const char *key,
                                      const struct field **part)
{
    for (const struct field *f = schema_first(row); f; f = schema_next(row, f)) {
        size_t length = strlen(f->name);
        if (f->type != F_ADDRESS || strncmp(key, f->name, length) != 0 || key[length] != '_')
            continue;
        *part = schema_field(f->of, key + length + 1);
        if (*part)
            return f;
    }
    return NULL;
}

static bool is_passed(const struct import *import, const char *key)
{
    return !*key || import->ignore_unknown ||
           (import->kind->passes && words_have(import->kind->passes, key));
}

static void read_column(struct run *run, const char *name)
{
    struct import *import = run->import;
    const char *key = column_key(import->arena, name);
    const struct field *part = NULL, *field = schema_field(import->kind->row, key);
    if (!field)
        field = address_of(import->kind->row, key, &part);
    if (!field && !is_passed(import, key))
        add_fault(import, (struct import_fault){1, name, "unknown_column", "is not a column"},
                  NULL);
    else if (field && has_column(run, field, part))
        add_fault(import, (struct import_fault){1, name, "exactly_one", "stands there twice"},
                  NULL);
    run->parts[run->columns] = part;
    run->fields[run->columns] = field;
    run->names[run->columns++] = key;
}

static void check_required(struct run *run)
{
    const struct schema *row = run->import->kind->row;
    for (const struct field *f = schema_first(row); f; f = schema_next(row, f)) {
        if (schema_is(row, f->required) && !has_column(run, f, NULL))
            add_fault(
                run->import,
                (struct import_fault){1, f->name, "required", "is a column that must be there"},
                NULL);
    }
}

static void read_head(struct run *run)
{
    enum csv_found found = csv_next(run->csv);
    const struct csv_record *record = csv_record(run->csv);
    if (found == CSV_FAULT)
        add_fault(run->import,
                  (struct import_fault){record->line, "", "malformed_line", record->fault}, NULL);
    for (size_t i = 0; found == CSV_ROW && i < record->count; i++)
        read_column(run, record->fields[i]);
    if (run->import->fault_count == 0)
        check_required(run);
}

/* ---- lines ---- */

/* A number with one mark behind its first digits, and three behind that: thousands, or decimals? */
static bool may_be_thousands(const char *text, const char *mark)
{
    text += *text == '-';
    return mark - text <= 3 && *text != '0' && strlen(mark + 1) == 3;
}

/* In a file of commas a number has a point. Where semicolons or tabs separate, the first number
 * that shows one says what the file's mark is; another is refused, and so is what could be
 * thousands before it is known. Nothing is guessed from the language of a file. */
static const char *mark_fault(struct run *run, size_t line, const char *text, const char *mark)
{
    if (run->mark == *mark)
        return NULL;
    if (run->mark)
        return arena_printf(run->scratch, "has a %s before its decimals where line %zu has a %s",
                            *mark == ',' ? "comma" : "point", run->mark_line,
                            run->mark == ',' ? "comma" : "point");
    if (may_be_thousands(text, mark))
        return "may be thousands or decimals: write it without the mark, or with a 0 more";
    run->mark = *mark;
    run->mark_line = line;
    return NULL;
}

/* The number with a point, if it is one; else *fault, or the text as it is. */
static const char *plain_number(struct run *run, size_t line, const char *text, const char **fault)
{
    const char *mark = strpbrk(text, ".,");
    bool one_mark = mark && text[strspn(text, "-.,0123456789")] == '\0' && !strpbrk(mark + 1, ".,");
    if (!one_mark || csv_separator(run->csv) == ',')
        return text;
    *fault = mark_fault(run, line, text, mark);
    char *plain = arena_strdup(run->scratch, text);
    plain[mark - text] = '.';
    return plain;
}

/* As spreadsheets write them, also those that speak German. */
static const char *plain_bool(const char *text)
{
    if (strcasecmp(text, "true") == 0 || strcasecmp(text, "wahr") == 0)
        return "true";
    return strcasecmp(text, "false") == 0 || strcasecmp(text, "falsch") == 0 ? "false" : text;
}

/* What a cell says, in the form in which the API is sent it. */
static const char *plain_text(struct run *run, size_t line, size_t column, const char *text,
                              const char **fault)
{
    text = csv_unmarked(text);
    text = normal_text(run->scratch, text, strlen(text), NORMAL_LINES);
    if (!run->fields[column] || run->parts[column])
        return text;
    switch (run->fields[column]->type) {
    case F_MONEY:
    case F_DECIMAL:
    case F_RATE:
        return plain_number(run, line, text, fault);
    case F_BOOL:
        return plain_bool(text);
    default:
        return text;
    }
}

/* A part of an address that has parts alone, or *fault. */
static void add_part(struct run *run, struct json *tree, size_t column, const char *text,
                     const char **fault)
{
    const char *name = run->fields[column]->name;
    struct json *whole = tree->first;
    while (whole && strcmp(whole->name, name) != 0)
        whole = whole->next;
    if (!whole) {
        whole = json_node(run->scratch, JSON_OBJECT, name, NULL);
        json_append(tree, whole);
    }
    if (whole->type == JSON_OBJECT)
        json_append(whole, json_node(run->scratch, JSON_STRING, run->parts[column]->name, text));
    else
        *fault = "is part of an address that stands in one column already";
}

static void add_cell(struct run *run, struct json *tree, size_t column, const char *text,
                     const char **fault)
{
    if (!*text || !run->fields[column])
        return;
    if (run->parts[column])
        add_part(run, tree, column, text, fault);
    else
        json_append(tree, json_node(run->scratch, JSON_STRING, run->names[column], text));
}

/* A field without more than blanks is one that was not sent. */
static struct json *line_tree(struct run *run, const struct csv_record *record)
{
    struct json *tree = json_node(run->scratch, JSON_OBJECT, NULL, NULL);
    for (size_t i = 0; i < run->columns; i++) {
        const char *fault = NULL;
        const char *text = plain_text(run, record->line, i, record->fields[i], &fault);
        add_cell(run, tree, i, text, &fault);
        if (fault)
            add_fault(run->import,
                      (struct import_fault){record->line, run->names[i], "invalid_format", fault},
                      record->fields[i]);
    }
    return tree;
}

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
    const struct json *tree = line_tree(run, record);
    const struct field_taken *taken = import->fault_count == before
                                          ? schema_check(import->kind->row, tree, "?", &invalids)
                                          : NULL;
    for (const struct invalid *i = invalids.first; i; i = i->next) {
        const char *column = column_of(run->scratch, i->pointer);
        add_fault(import, (struct import_fault){record->line, column, i->code, i->detail},
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
    add_fault(import, (struct import_fault){line, "", "malformed_line", fault}, NULL);
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
        add_fault(import,
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
    read_head(&run);
    enum error error = import->fault_count ? E_IMPORT_REFUSED : run_in_turn(&run);
    arena_free(run.scratch);
    return error;
}
