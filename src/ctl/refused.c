/* What an import refused, as a file. */
/* SPDX-License-Identifier: MIT */
#include "ctl/refused.h"

#include <stdlib.h>
#include <string.h>

#include "api/imports/run.h"
#include "base/normal.h"

struct refused {
    struct import import; /* a copy, that reads the file again */
    struct run run;
    FILE *in, *out;
    size_t key;          /* the column of what lines belong to; run.columns: of none */
    const char **things; /* which those are of the faults, sorted */
    size_t count;
};

static size_t file_bytes(void *context, char *bytes, size_t size)
{
    const struct import *import = context;
    return fread(bytes, 1, size, import->context);
}

static int by_line(const void *a, const void *b)
{
    const struct import_fault *one = a, *other = b;
    return (one->line > other->line) - (one->line < other->line);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The first fault of a line, or NULL; those of one line lie together. */
static const struct import_fault *fault_at(const struct refused *r, size_t line)
{
    const struct import_fault wanted = {.line = line}, *all = r->import.faults;
    const struct import_fault *found =
        bsearch(&wanted, all, r->import.fault_count, sizeof *all, by_line);
    while (found && found > all && found[-1].line == line)
        found--;
    return found;
}

/* From the first line on. */
static void begin(struct refused *r)
{
    rewind(r->in);
    r->run.columns = 0;
    r->run.csv = csv_open(r->import.arena, file_bytes, &r->import);
    run_head(&r->run);
}

static bool next(struct refused *r)
{
    arena_reset(r->run.scratch);
    return csv_next(r->run.csv) != CSV_END;
}

/* What the line belongs to; NULL: only to itself. */
static const char *thing_of(struct refused *r, const struct csv_record *record)
{
    if (r->key >= record->count || record->fault)
        return NULL;
    const char *name = csv_unmarked(record->fields[r->key]);
    return normal_text(r->run.scratch, name, strlen(name), NORMAL_LINE);
}

static void find_things(struct refused *r)
{
    const char *belongs = r->import.kind->belongs;
    r->key = 0;
    while (r->key < r->run.columns && (!belongs || strcmp(r->run.names[r->key], belongs) != 0))
        r->key++;
    r->things = arena_alloc(r->import.arena, (r->import.fault_count + 1) * sizeof *r->things);
    while (r->key < r->run.columns && next(r)) {
        const struct csv_record *record = csv_record(r->run.csv);
        const char *thing = thing_of(r, record);
        if (thing && r->count < r->import.fault_count && fault_at(r, record->line))
            r->things[r->count++] = arena_strdup(r->import.arena, thing);
    }
    qsort(r->things, r->count, sizeof *r->things, by_text);
}

static bool is_refused(struct refused *r, const struct csv_record *record)
{
    const char *thing = thing_of(r, record);
    return fault_at(r, record->line) ||
           (thing && bsearch(&thing, r->things, r->count, sizeof *r->things, by_text));
}

/* A line with `more` behind it, separated as the file is, since that says how its numbers are read.
 */
static void write_line(struct refused *r, const struct csv_record *record, const char *more)
{
    const char separator[] = {csv_separator(r->run.csv), '\0'};
    struct buf line = buf_new(r->run.scratch);
    for (size_t i = 0; i < record->count; i++) {
        csv_text(&line, csv_unmarked(record->fields[i]), true);
        buf_text(&line, separator);
    }
    csv_text(&line, more, true);
    csv_end(&line);
    fputs(line.data, r->out);
}

static const char *reasons(struct refused *r, size_t line)
{
    struct buf text = buf_new(r->run.scratch);
    const struct import_fault *end = r->import.faults + r->import.fault_count;
    for (const struct import_fault *f = fault_at(r, line); f && f < end && f->line == line; f++) {
        buf_text(&text, text.length ? "; " : "");
        buf_text(&text, f->column);
        buf_text(&text, *f->column ? " " : "");
        buf_text(&text, f->detail);
    }
    return text.data;
}

void refused_write(const struct import *import, FILE *in, FILE *out)
{
    struct refused *r = arena_alloc(import->arena, sizeof *r);
    *r = (struct refused){.import = *import, .in = in, .out = out};
    r->import.context = in;
    if (r->import.fault_count > IMPORT_FAULTS_MOST)
        r->import.fault_count = IMPORT_FAULTS_MOST;
    qsort(r->import.faults, r->import.fault_count, sizeof *r->import.faults, by_line);
    r->run.import = &r->import;
    r->run.scratch = arena_new(CSV_RECORD);
    begin(r);
    find_things(r);
    begin(r);
    write_line(r, csv_record(r->run.csv), IMPORT_REFUSED);
    while (next(r)) {
        const struct csv_record *record = csv_record(r->run.csv);
        if (!record->fault && is_refused(r, record))
            write_line(r, record, reasons(r, record->line));
    }
    arena_free(r->run.scratch);
}
