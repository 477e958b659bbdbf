/* Cursors: what a list gives out it takes again, with the same meaning; nothing else is taken. */
/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <libpq-fe.h>

#include "db/wire.h"
#include "gateway/list.h"
#include "gateway/route.h"
#include "json/read.h"

static const struct sort sorts[] = {
    {"id", Q_PRODUCT_GET, NULL}, {"name", Q_PRODUCT_GET, "name"}, {0}};
static const struct list list = {.sorts = sorts};
static const struct route route = {.method = "GET", .pattern = "/fuzz", .list = &list};
static const struct route another = {.method = "GET", .pattern = "/other", .list = &list};

static struct request *asked(struct arena *arena, const struct route *of, const char *cursor)
{
    static char *params[] = {NULL};
    struct request *r = request_new(fuzz_service(), arena, params);
    r->route = of;
    values_set(&r->values, P_LIMIT, "1");
    if (cursor)
        values_set(&r->values, P_CURSOR, cursor);
    return r;
}

static void free_result(void *result)
{
    PQclear(result);
}

/* Two rows of a page of one: the first one's name and id are where the next page begins. */
static const struct rows *page(struct arena *arena, const char *name, const char *id)
{
    PGresAttDesc columns[] = {{.name = (char[]){"id"}, .typid = 25, .typlen = -1},
                              {.name = (char[]){"name"}, .typid = 25, .typlen = -1}};
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    arena_cleanup(arena, free_result, result);
    PQsetResultAttrs(result, 2, columns);
    for (int row = 0; row < 2; row++) {
        PQsetvalue(result, row, 0, arena_strdup(arena, id), (int)strlen(id));
        PQsetvalue(result, row, 1, arena_strdup(arena, name), (int)strlen(name));
    }
    return rows_of(result);
}

/* What the first page says follows it. */
static const char *given(struct arena *arena, const char *sort, const char *name, const char *id)
{
    struct request *r = asked(arena, &route, NULL);
    struct plan plan = {0};
    values_set(&r->values, P_SORT, sort);
    promise(list_plan(r, &plan) == E_OK, "a first page can be asked for", sort);
    values_set(&r->values, P_CURSOR, "-"); /* as of a later page: a count has no part in it */
    r->facts[0] = page(arena, name, id);
    list_reply(r, 0);
    const char *error;
    const struct json *reply = json_read(arena, r->reply.body.data, r->reply.body.length, &error);
    return json_member(reply, "next_cursor")->text;
}

static bool takes(struct arena *arena, const struct route *of, const char *cursor, const char *sort,
                  const char *key, const char *id)
{
    struct request *r = asked(arena, of, cursor);
    struct plan plan = {0};
    enum error error = list_plan(r, &plan);
    promise(error == E_OK || error == E_BAD_CURSOR, "a cursor is good or bad", cursor);
    promise(error || (same(values_get(&r->values, P_SORT), sort) &&
                      same(values_get(&r->values, P_AFTER_KEY), key) &&
                      same(values_get(&r->values, P_AFTER_ID), id)),
            "a cursor means what it was made of", cursor);
    return error == E_OK;
}

/* Lines: id, name, and what some byte of the cursor becomes; the rest is a cursor made up. */
void fuzz_cursor(struct arena *arena, const char *data, size_t size)
{
    const char *id = fuzz_until(arena, &data, &size, '\n');
    const char *name = fuzz_until(arena, &data, &size, '\n');
    const char *change = fuzz_until(arena, &data, &size, '\n');
    const char *made_up = fuzz_until(arena, &data, &size, '\0');
    promise(!takes(arena, &route, made_up, NULL, NULL, NULL), "what was made up is refused",
            made_up);
    if (!*id || strlen(name) > 800 || strlen(id) > 19)
        return;
    struct buf text = buf_new(arena);
    for (const char *at = name; *at; at++) /* JSON has no place for bytes that are not UTF-8 */
        buf_char(&text, (unsigned char)*at < 0x80 ? *at : '?');
    for (const struct sort *sort = sorts; sort->name; sort++) {
        const char *key = sort->key ? text.data : id;
        char *cursor = arena_strdup(arena, given(arena, sort->name, text.data, id));
        promise(takes(arena, &route, cursor, sort->name, key, id), "its own is taken", cursor);
        promise(!takes(arena, &another, cursor, NULL, NULL, NULL), "another list's is not", cursor);
        char *byte = cursor + (unsigned char)change[0] % strlen(cursor), was = *byte;
        *byte = change[0] ? change[1] : '\0';
        promise(*byte == was || !takes(arena, &route, cursor, NULL, NULL, NULL),
                "one that was changed is refused", cursor);
    }
}
