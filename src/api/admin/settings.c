/* What the shop's settings mean, told from the table of their fields. */
/* SPDX-License-Identifier: MIT */
#include "api/admin/admin.h"

#include <inttypes.h>
#include <string.h>

/* Its row in the database, which every one has. */
static size_t row_of(const struct rows *kept, const char *name)
{
    size_t row = 0;
    while (strcmp(rows_text(kept, row, "key"), name) != 0)
        row++;
    return row;
}

static void write_words(struct json_writer *w, const struct word *words)
{
    if (!words) {
        json_raw(w, "words", NULL);
        return;
    }
    json_open(w, "words", '[');
    for (; words->name; words++)
        json_text(w, NULL, words->name);
    json_close(w, ']');
}

static const char *bound_text(struct request *r, const struct field *field, int64_t bound)
{
    static const int64_t units[] = {[F_MONEY] = 100, [F_RATE] = 1000000};
    if (field->type != F_MONEY && field->type != F_RATE)
        return arena_printf(r->arena, "%" PRId64, bound);
    int64_t unit = units[field->type];
    const char *whole = arena_printf(r->arena, "%" PRId64, bound / unit);
    return bound % unit == 0 ? whole : arena_printf(r->arena, "%s.%02" PRId64, whole, bound % unit);
}

static void write_meaning(struct request *r, struct json_writer *w, const struct field *field)
{
    const struct rows *kept = request_fact(r, Q_SETTINGS_STANDARDS);
    size_t row = row_of(kept, field->name);
    bool bounded = field->least != 0 || field->most != 0;
    json_open(w, NULL, '{');
    json_text(w, "name", field->name);
    json_text(w, "kind", rows_text(kept, row, "kind"));
    json_text(w, "meaning", field->meaning);
    json_text(w, "standard", rows_text(kept, row, "standard"));
    json_bool(w, "may_be_null", field->nullable);
    json_text(w, "least", bounded ? bound_text(r, field, field->least) : NULL);
    json_text(w, "most", bounded ? bound_text(r, field, field->most) : NULL);
    write_words(w, field->words);
    json_close(w, '}');
}

enum error settings_meaning(struct request *r)
{
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_open(&w, "settings", '[');
    for (const struct field *f = schema_first(&settings_in); f; f = schema_next(&settings_in, f))
        write_meaning(r, &w, f);
    json_close(&w, ']');
    json_close(&w, '}');
    r->replied = true;
    return E_OK;
}
