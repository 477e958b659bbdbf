/* CSV: what is read can be written and reads again to the same, and no cell begins a formula. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "base/csv.h"
#include "base/utf8.h"

struct file {
    const char *data;
    size_t size;
};

static size_t source(void *context, char *bytes, size_t size)
{
    struct file *file = context;
    if (size > file->size)
        size = file->size;
    memcpy(bytes, file->data, size);
    file->data += size;
    file->size -= size;
    return size;
}

typedef void writer(struct buf *out, const char *text, bool first);

static void write_record(struct buf *out, const struct csv_record *record, writer *write)
{
    for (size_t i = 0; i < record->count; i++)
        write(out, record->fields[i], i == 0);
    csv_end(out);
}

static void check_form(const struct csv_record *record, enum csv_found found)
{
    promise((found == CSV_FAULT) == (record->fault != NULL), "a fault is told", record->fault);
    promise(record->count <= CSV_FIELDS, "fields have a limit", "");
    for (size_t i = 0; found == CSV_ROW && i < record->count; i++) {
        const char *field = record->fields[i];
        promise(utf8_count(field, strlen(field)) >= 0, "fields are UTF-8", field);
    }
}

/* Reads the records without a fault, written again by `write`. */
static const char *rewritten(struct arena *arena, const char *data, size_t size, writer *write)
{
    struct file file = {data, size};
    struct csv *csv = csv_open(arena, source, &file);
    struct buf out = buf_new(arena);
    size_t line = 0;
    for (enum csv_found found; (found = csv_next(csv)) != CSV_END;) {
        const struct csv_record *record = csv_record(csv);
        promise(record->line > line, "lines go up", "");
        line = record->line;
        check_form(record, found);
        if (found == CSV_ROW)
            write_record(&out, record, write);
    }
    return out.data;
}

/* OWASP's list, behind what a spreadsheet passes over. */
static bool begins_a_formula(const char *text)
{
    text += strspn(text, " \"'");
    return (*text && strchr("=+-@\t\r\n", *text)) || strncmp(text, "＝", 3) == 0 ||
           strncmp(text, "＋", 3) == 0 || strncmp(text, "－", 3) == 0 ||
           strncmp(text, "＠", 3) == 0;
}

static void write_safe(struct buf *out, const char *text, bool first)
{
    size_t cell = out->length + (first ? 1 : 2);
    csv_text(out, text, first);
    promise(!begins_a_formula(out->data + cell) || out->data[cell] == '\'',
            "no cell begins a formula", out->data + cell);
    promise(same(csv_unmarked(
                     arena_printf(out->arena, "%s%s", begins_a_formula(text) ? "'" : "", text)),
                 text),
            "the mark is taken off again", text);
}

/* Takes the mark of write_safe away. */
static void write_unmarked(struct buf *out, const char *text, bool first)
{
    csv_plain(out, text + begins_a_formula(text), first);
}

void fuzz_csv(struct arena *arena, const char *data, size_t size)
{
    const char *plain = rewritten(arena, data, size, csv_plain);
    promise(same(rewritten(arena, plain, strlen(plain), csv_plain), plain),
            "what was written reads again to the same", plain);
    const char *safe = rewritten(arena, data, size, write_safe);
    promise(same(rewritten(arena, safe, strlen(safe), write_unmarked), plain),
            "what is safe differs by its mark", safe);
}
