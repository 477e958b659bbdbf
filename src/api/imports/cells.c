/* The cells of a line, from how spreadsheets write them to what the API is sent. */
/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "api/imports/run.h"
#include "base/json_text.h"
#include "base/normal.h"

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

/* What stands behind the clock: "+0000" is +00:00. */
static const char *plain_offset(struct arena *arena, const char *text)
{
    if (!*text)
        return "-00:00";
    if (strcmp(text, "UTC") == 0 || strcmp(text, "GMT") == 0)
        return "Z";
    return strlen(text) == 5 ? arena_printf(arena, "%.3s:%s", text, text + 3) : text;
}

/* A moment as other programs write it: with a blank for the T, an hour of one digit, no seconds.
 * One without an offset is of the shop's own clock; for that stands -00:00, which says so (RFC
 * 3339, 4.3). */
static const char *plain_time(struct arena *arena, const char *text)
{
    enum { DATE = 10, MINUTES = 5 };
    if (strlen(text) <= DATE || !strchr(" Tt", text[DATE]))
        return text;
    const char *clock = text + DATE + 1;
    clock += strspn(clock, " ");
    int length = (int)strspn(clock, "0123456789:.");
    bool short_hour = length > 1 && clock[1] == ':';
    const char *offset = clock + length;
    return arena_printf(arena, "%.*sT%s%.*s%s%s", DATE, text, short_hour ? "0" : "", length, clock,
                        length + short_hour == MINUTES ? ":00" : "",
                        plain_offset(arena, offset + strspn(offset, " ")));
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
    case F_TIME:
        return plain_time(run->scratch, text);
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

struct json *run_line(struct run *run, const struct csv_record *record)
{
    struct json *tree = json_node(run->scratch, JSON_OBJECT, NULL, NULL);
    for (size_t i = 0; i < run->columns; i++) {
        const char *fault = NULL;
        const char *text = plain_text(run, record->line, i, record->fields[i], &fault);
        add_cell(run, tree, i, text, &fault);
        if (fault)
            run_fault(run->import,
                      (struct import_fault){record->line, run->names[i], "invalid_format", fault},
                      record->fields[i]);
    }
    return tree;
}
