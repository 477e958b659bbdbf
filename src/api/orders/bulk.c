/* Many orders in one request: each entry passes the gate as a request of its own, so what may be
 * done with one order may be done with many, and nothing else. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/bulk.h"

#include <string.h>
#include <strings.h>

#include "api/orders/orders.h"
#include "base/crypto.h"
#include "gateway/gateway.h"

const struct bulk_action bulk_actions[] = {
    {"approve", "POST", "/approve", NULL},
    {"cancel", "POST", "/cancel", NULL},
    {"confirm", "POST", "/confirm", NULL},
    {"delete", "DELETE", "", NULL},
    {"deliver", "PATCH", "/status", "delivered"},
    {"place", "POST", "/place", NULL},
    {"process", "PATCH", "/status", "processing"},
    {"reject", "POST", "/reject", NULL},
    {"return", "POST", "/returns", NULL},
    {"ship", "POST", "/shipments", NULL},
    {NULL, NULL, NULL, NULL},
};

/* Of one bulk request. */
struct bulk {
    bool atomic, dry;
    bool undone; /* atomic, and an entry was refused */
    size_t count;
    struct request *done[BULK_MOST]; /* each entry's own request; NULL: not reached */
    size_t failed;                   /* entries that were refused */
};

static const struct bulk_action *action_named(const char *name)
{
    const struct bulk_action *action = bulk_actions;
    while (action->name && strcasecmp(action->name, name) != 0)
        action++;
    return action;
}

/* The entry without the names that choose the route: what its route takes as a body. */
static const char *action_body(struct request *r, const struct json *entry,
                               const struct bulk_action *action)
{
    struct buf body = buf_new(r->arena);
    struct json_writer w = json_writer(&body);
    json_open(&w, NULL, '{');
    if (action->status)
        json_text(&w, "status", action->status);
    for (const struct json *member = entry->first; member; member = member->next) {
        if (strcmp(member->name, "id") == 0 || strcmp(member->name, "action") == 0)
            continue;
        struct buf value = buf_new(r->arena);
        json_print(&value, member);
        json_raw(&w, member->name, value.data);
    }
    json_close(&w, '}');
    return body.data;
}

/* A hash, since the key may be as long as a key may be. */
static const char *entry_key(struct request *r, size_t index)
{
    uint8_t hash[CRYPTO_HASH_BYTES];
    crypto_hash_raw(hash, r->key, strlen(r->key), NULL);
    return arena_printf(r->arena, "%s#%zu", crypto_hex(r->arena, hash, sizeof hash), index);
}

static struct request *request_of(struct request *r, const struct bulk *bulk, size_t index,
                                  const struct json *entry)
{
    const char *query = bulk->dry && !bulk->atomic ? "dry_run=true" : "";
    const char *key = r->key ? entry_key(r, index) : NULL;
    const struct json *order = json_member(entry, "order");
    if (order) {
        struct buf body = buf_new(r->arena);
        json_print(&body, order);
        return request_within(r, "POST", "/orders", query, body.data, key);
    }
    const struct bulk_action *action = action_named(json_member(entry, "action")->text);
    const char *path =
        arena_printf(r->arena, "/orders/%s%s", json_member(entry, "id")->text, action->path);
    bool has_body = strcmp(action->method, "DELETE") != 0;
    return request_within(r, action->method, path, query,
                          has_body ? action_body(r, entry, action) : NULL, key);
}

/* In order; an atomic one stops at the first entry that is refused. */
static void serve_entries(struct request *r, struct bulk *bulk)
{
    size_t i = 0;
    bulk->failed = 0;
    memset(bulk->done, 0, sizeof bulk->done);
    for (const struct json *entry = json_member(r->input, "entries")->first;
         entry && !(bulk->atomic && bulk->failed); entry = entry->next, i++) {
        struct request *one = bulk->done[i] = request_of(r, bulk, i, entry);
        values_set_bool(&one->values, P_ROW_LOCKS_ALONE, bulk->atomic);
        gateway_serve(one);
        bulk->failed += one->refused != E_OK;
    }
}

static bool met_a_change(const struct bulk *bulk)
{
    for (size_t i = 0; i < bulk->count; i++) {
        if (bulk->done[i] && bulk->done[i]->refused == E_AGAIN)
            return true;
    }
    return false;
}

/* Calls to others, which no transaction holds open. */
static void follow_up(struct bulk *bulk)
{
    for (size_t i = 0; i < bulk->count; i++) {
        gateway_follow_up(bulk->done[i]);
        bulk->failed += bulk->done[i]->refused != E_OK;
    }
}

/* All entries in one transaction; E_AGAIN begins anew when the world changed under it. */
static enum error serve_whole(struct request *r, struct bulk *bulk)
{
    struct db *db = r->service->db;
    enum error error = db_begin(db);
    if (error)
        return error;
    serve_entries(r, bulk);
    if (bulk->dry && !bulk->failed) {
        struct plan plan = {0};
        const struct rows *rows[1];
        plan_add(&plan, Q_DRY_RUN_END);
        error = db_run(db, r->arena, &plan, &r->values, rows);
    }
    bulk->undone = bulk->failed > 0;
    enum error ended = db_end(db, !bulk->undone && !bulk->dry);
    if (met_a_change(bulk))
        return E_AGAIN;
    if (error && error != E_DRY_RUN)
        return error;
    if (!ended && !bulk->undone && !bulk->dry)
        follow_up(bulk);
    return ended;
}

/* An order that was not placed has no id, although one was drawn for it. */
static const char *order_id(const struct request *one)
{
    bool placing = one->route && strcmp(one->route->pattern, "/orders") == 0;
    return one->refused && placing ? NULL : values_get(&one->values, P_ID);
}

/* What became of an entry. Of an atomic request that failed, the entries but the refused one were
 * not done: 424. */
static void write_result(const struct bulk *bulk, size_t index, struct json_writer *w)
{
    const struct request *one = bulk->done[index];
    bool refused = one && one->refused;
    bool undone = !one || (bulk->undone && !refused);
    const char *body = one && one->reply.body.length ? one->reply.body.data : NULL;
    json_open(w, NULL, '{');
    json_int(w, "index", (int64_t)index);
    json_int(w, "status", undone ? 424 : one->reply.status);
    json_raw(w, "id", undone ? NULL : order_id(one));
    json_raw(w, "order", undone || refused ? NULL : body);
    json_raw(w, "problem", refused ? body : NULL);
    json_close(w, '}');
}

/* What the schema can't say: an action needs its order, and what nothing would read is refused. */
static enum error check_entries(struct request *r)
{
    size_t i = 0;
    for (const struct json *entry = json_member(r->input, "entries")->first; entry;
         entry = entry->next, i++) {
        const struct json *action = json_member(entry, "action");
        bool alone = !action || strcasecmp(action->text, "delete") == 0;
        if (action && !json_member(entry, "id"))
            request_invalid(r, arena_printf(r->arena, "/entries/%zu/id", i), "required",
                            "is required with an action", NULL);
        else if (alone && entry->count > (action ? 2 : 1))
            request_invalid(r, arena_printf(r->arena, "/entries/%zu", i), "not_allowed",
                            "has fields that do not go together", NULL);
    }
    return r->invalid.count ? E_INVALID_FIELDS : E_OK;
}

/* What was undone was neither placed nor refused. */
static void count_entries(const struct bulk *bulk)
{
    for (size_t i = 0; i < bulk->count && !bulk->dry; i++) {
        const struct request *one = bulk->done[i];
        if (one && one->route && one->route->count && (one->refused || !bulk->undone))
            one->route->count(one);
    }
}

enum error orders_bulk(struct request *r)
{
    struct bulk bulk = {.atomic = values_true(&r->values, P_ATOMIC),
                        .dry = request_is_dry(r),
                        .count = json_member(r->input, "entries")->count};
    enum error error = check_entries(r);
    if (!error && bulk.atomic)
        error = serve_whole(r, &bulk);
    else if (!error)
        serve_entries(r, &bulk);
    if (error)
        return error;
    count_entries(&bulk);

    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_open(&w, "results", '[');
    for (size_t i = 0; i < bulk.count; i++)
        write_result(&bulk, i, &w);
    json_close(&w, ']');
    json_int(&w, "failed", (int64_t)(bulk.undone ? bulk.count : bulk.failed));
    json_close(&w, '}');
    if (bulk.dry)
        request_header(r, "Dry-Run", "true");
    r->replied = true;
    return E_OK;
}
