/* Results of libpq, read by column name. */
/* SPDX-License-Identifier: MIT */
#include "db/rows.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/log.h"
#include "base/words.h"
#include "db/wire.h"
#include "json/format.h"

/* OIDs of the built-in types are fixed (pg_type.dat). */
enum {
    BOOL = 16,
    INT8 = 20,
    INT2 = 21,
    INT4 = 23,
    JSON = 114,
    TIMESTAMPTZ = 1184,
    NUMERIC = 1700,
    JSONB = 3802
};

static const PGresult *result(const struct rows *rows)
{
    return (const PGresult *)rows;
}

const struct rows *rows_of(PGresult *res)
{
    return (const struct rows *)res;
}

/* Where the linker puts what ROWS_USE notes; it makes two names of the section's own. */
extern const struct rows_use *const noted[] __asm__("__start_rows_noted") __attribute__((weak));
extern const struct rows_use *const end[] __asm__("__stop_rows_noted") __attribute__((weak));

const struct rows_use *const *rows_uses(size_t *count)
{
    *count = (size_t)(end - noted);
    return noted;
}

size_t rows_count(const struct rows *rows)
{
    return rows ? (size_t)PQntuples(result(rows)) : 0;
}

bool rows_have(const struct rows *rows, const char *column)
{
    return PQfnumber(result(rows), column) >= 0;
}

const char *rows_text_of(const struct rows *rows, size_t row, const char *column)
{
    int field = PQfnumber(result(rows), column);
    if (field < 0 || row >= rows_count(rows)) {
        log_event(LOG_ERROR, "no such column or row", "column", column, NULL);
        abort();
    }
    if (PQgetisnull(result(rows), (int)row, field))
        return NULL;
    return PQgetvalue(result(rows), (int)row, field);
}

int64_t rows_int_of(const struct rows *rows, size_t row, const char *column)
{
    const char *text = rows_text_of(rows, row, column);
    return text ? strtoll(text, NULL, 10) : 0;
}

bool rows_true_of(const struct rows *rows, size_t row, const char *column)
{
    const char *text = rows_text_of(rows, row, column);
    return text && *text == 't';
}

enum { TIME_SIZE = 64 };

/* "2026-11-21 01:45:44.123456+00" → "2026-11-21T01:45:44.123456Z"; the session is in UTC. */
static const char *time_text(char time[TIME_SIZE], const char *text)
{
    snprintf(time, TIME_SIZE, "%s", text);
    size_t length = strlen(time);
    if (length > 13 && strcmp(time + length - 3, "+00") == 0) {
        time[10] = 'T';
        memcpy(time + length - 3, "Z", 2);
    }
    return time;
}

/* Whether the string of JSON that goes on up to `stop` is a moment and no more. */
static bool is_moment(struct arena *arena, const char *json, const char *stop)
{
    enum { LONGEST = sizeof "2026-11-21T01:45:44.123456+00:00" };
    const char *start = stop;
    while (start > json && start[-1] != '"' && stop - start < LONGEST)
        start--;
    return stop - start > 10 && format_is_time(arena_strndup(arena, start, (size_t)(stop - start)));
}

/* In JSON PostgreSQL writes what is Z everywhere else as +00:00. */
static const char *json_in_zulu(struct arena *arena, const char *json)
{
    static const char offset[] = "+00:00", quoted[] = "+00:00\"";
    const char *found = strstr(json, quoted), *rest = json;
    if (!found)
        return json;
    struct buf out = buf_new(arena);
    for (; found; found = strstr(found + 1, quoted)) {
        if (!is_moment(arena, json, found + strlen(offset)))
            continue;
        buf_add(&out, rest, (size_t)(found - rest));
        buf_char(&out, 'Z');
        rest = found + strlen(offset);
    }
    buf_text(&out, rest);
    return out.data;
}

void rows_write_members(const struct rows *rows, size_t row, struct json_writer *w)
{
    char time[TIME_SIZE];
    const PGresult *res = result(rows);
    for (int field = 0; field < PQnfields(res); field++) {
        const char *name = PQfname(res, field);
        if (*name == '_')
            continue;
        const char *text = PQgetvalue(res, (int)row, field);
        if (PQgetisnull(res, (int)row, field)) {
            json_raw(w, name, NULL);
            continue;
        }
        switch (PQftype(res, field)) {
        case BOOL:
            json_bool(w, name, *text == 't');
            break;
        case INT2:
        case INT4:
        case INT8:
        case NUMERIC:
            json_raw(w, name, text);
            break;
        case JSON:
        case JSONB:
            json_raw(w, name, json_in_zulu(w->out->arena, text));
            break;
        case TIMESTAMPTZ:
            json_text(w, name, time_text(time, text));
            break;
        default:
            json_text(w, name, text);
        }
    }
}

void rows_write(const struct rows *rows, size_t row, struct json_writer *w, const char *name)
{
    json_open(w, name, '{');
    rows_write_members(rows, row, w);
    json_close(w, '}');
}

static int field_of(const struct rows *rows, const char *column)
{
    int field = PQfnumber(result(rows), column);
    if (field < 0) {
        log_event(LOG_ERROR, "no such column", "column", column, NULL);
        abort();
    }
    return field;
}

struct picked rows_pick(const struct rows *rows, struct arena *arena, const char *names)
{
    const char *rest = names, *name;
    struct picked picked = {.count = names ? 0 : (size_t)PQnfields(result(rows))};
    for (size_t length; words_next(&rest, &length);)
        picked.count++;
    picked.fields = arena_alloc(arena, (picked.count + 1) * sizeof *picked.fields);
    for (size_t i = 0, length; i < picked.count; i++) {
        name = words_next(&names, &length);
        picked.fields[i] = name ? field_of(rows, arena_strndup(arena, name, length)) : (int)i;
    }
    return picked;
}

void rows_csv_head(const struct rows *rows, struct picked picked, struct buf *out)
{
    for (size_t i = 0; i < picked.count; i++)
        csv_text(out, PQfname(result(rows), picked.fields[i]), i == 0);
    csv_end(out);
}

static void csv_value(const PGresult *res, int row, int field, bool first, struct buf *out)
{
    char time[TIME_SIZE];
    const char *text = PQgetvalue(res, row, field);
    switch (PQftype(res, field)) {
    case BOOL:
        csv_plain(out, *text == 't' ? "true" : *text == 'f' ? "false" : "", first);
        break;
    case INT2:
    case INT4:
    case INT8:
    case NUMERIC:
        csv_plain(out, text, first);
        break;
    case TIMESTAMPTZ:
        csv_plain(out, time_text(time, text), first);
        break;
    default:
        csv_text(out, text, first);
    }
}

void rows_csv(const struct rows *rows, size_t row, struct picked picked, struct buf *out)
{
    for (size_t i = 0; i < picked.count; i++)
        csv_value(result(rows), (int)row, picked.fields[i], i == 0, out);
    csv_end(out);
}
