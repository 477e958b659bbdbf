/* The first line of a file: which column is which field. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "api/imports/run.h"
#include "base/normal.h"
#include "base/words.h"

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
    return !*key || import->ignore_unknown || strcmp(key, IMPORT_REFUSED) == 0 ||
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
        run_fault(import, (struct import_fault){1, name, "unknown_column", "is not a column"},
                  NULL);
    else if (field && has_column(run, field, part))
        run_fault(import, (struct import_fault){1, name, "exactly_one", "stands there twice"},
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
            run_fault(
                run->import,
                (struct import_fault){1, f->name, "required", "is a column that must be there"},
                NULL);
    }
}

void run_head(struct run *run)
{
    enum csv_found found = csv_next(run->csv);
    const struct csv_record *record = csv_record(run->csv);
    if (found == CSV_FAULT)
        run_fault(run->import,
                  (struct import_fault){record->line, "", "malformed_line", record->fault}, NULL);
    for (size_t i = 0; found == CSV_ROW && i < record->count; i++)
        read_column(run, record->fields[i]);
    if (run->import->fault_count == 0)
        check_required(run);
}
