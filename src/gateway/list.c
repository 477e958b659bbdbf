/* Pages of rows and the cursors between them. */
/* SPDX-License-Identifier: MIT */
#include "gateway/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "gateway/route.h"

/* clang-format off */
static const struct field query_fields[] = {
    {"page", F_INT, .least = 1, .most = 1000000, .meaning = "Page, from 1"},
    {"limit", F_INT, .aliases = "per_page", .least = 1, .most = 100, .standard = "20",
     .meaning = "Rows a page"},
    {"cursor", F_TEXT, .least = 1, .most = 1200,
     .meaning = "next_cursor of the page before; instead of page"},
    {"sort", F_TEXT, .least = 1, .most = 40, .meaning = "Order of the rows"},
    {.name = NULL},
};
/* clang-format on */
const struct schema list_query = {.name = "ListQuery", .fields = query_fields};

enum { COUNTED_MOST = 10000, MAC = 16, CURSOR_MOST = 850 };

/* A cursor is base64url(mac, sort \n key \n id); the mac binds it to this list. The longest key is
 * a customer's name: 201 characters, of up to four bytes each. */
static void cursor_mac(struct request *r, uint8_t mac[CRYPTO_HASH_BYTES], const char *payload)
{
    const char *signed_text = arena_printf(r->arena, "%s\n%s", r->route->pattern, payload);
    crypto_hash_raw(mac, signed_text, strlen(signed_text), keys_secret(r->service->keys));
}

static const char *cursor_make(struct request *r, const char *sort, const char *key, const char *id)
{
    uint8_t mac[CRYPTO_HASH_BYTES];
    const char *payload = arena_printf(r->arena, "%s\n%s\n%s", sort, key, id);
    cursor_mac(r, mac, payload);
    size_t length = strlen(payload);
    char *whole = arena_alloc(r->arena, MAC + length);
    memcpy(whole, mac, MAC);
    memcpy(whole + MAC, payload, length);
    return crypto_base64url(r->arena, whole, MAC + length);
}

/* The sort of a cursor, its key and id put into the values; NULL when it is not ours. */
static const char *cursor_read(struct request *r, const char *cursor)
{
    char *whole = arena_alloc(r->arena, MAC + CURSOR_MOST + 1);
    long length = crypto_base64url_decode(whole, MAC + CURSOR_MOST, cursor, strlen(cursor));
    char *sort = whole + MAC;
    if (length < MAC || strlen(sort) != (size_t)length - MAC)
        return NULL;
    uint8_t mac[CRYPTO_HASH_BYTES];
    cursor_mac(r, mac, sort);
    if (!crypto_equal(mac, whole, MAC))
        return NULL;

    char *key = strchr(sort, '\n');
    char *id = key ? strrchr(key + 1, '\n') : NULL;
    if (!id)
        return NULL;
    *key++ = *id++ = '\0';
    values_set(&r->values, P_AFTER_KEY, key);
    values_set(&r->values, P_AFTER_ID, id);
    return sort;
}

static const struct sort *sort_named(const struct list *list, const char *name)
{
    const struct sort *sort = list->sorts;
    while (name && sort->name && strcmp(sort->name, name) != 0)
        sort++;
    return sort->name ? sort : NULL;
}

static enum error refuse(struct request *r, const char *name, const char *code, const char *detail)
{
    request_invalid(r, name, code, detail, NULL);
    return E_BAD_QUERY;
}

enum error list_plan(struct request *r, struct plan *facts)
{
    const struct list *list = r->route->list;
    const char *cursor = values_get(&r->values, P_CURSOR);
    const char *wanted = values_get(&r->values, P_SORT);
    const char *page_text = values_get(&r->values, P_PAGE);
    long limit = strtol(values_get(&r->values, P_LIMIT), NULL, 10);
    long page = page_text ? strtol(page_text, NULL, 10) : 1;

    if (cursor && page_text)
        return refuse(r, "?page", "exactly_one", "send page or cursor, not both");
    if ((page - 1) * limit >= COUNTED_MOST)
        return refuse(r, "?page", "too_large", "pages end at row 10,000; go on with next_cursor");
    const char *name = cursor ? cursor_read(r, cursor) : wanted;
    if (cursor && (!name || (wanted && strcmp(name, wanted) != 0)))
        return E_BAD_CURSOR;
    const struct sort *sort = sort_named(list, name);
    if (!sort)
        return refuse(r, "?sort", "not_allowed", "is not an order of this list");

    values_set(&r->values, P_SORT, sort->name);
    values_set_int(&r->values, P_PAGE_ROWS, limit + 1); /* one more tells whether there is more */
    values_set_int(&r->values, P_PAGE_OFFSET, (page - 1) * limit);
    plan_add(facts, Q_LIST_BEGIN);
    plan_add(facts, sort->query);
    if (!cursor)
        plan_add(facts, list->count);
    return E_OK;
}

static void write_total(struct request *r, struct json_writer *w, const struct rows *counted,
                        long limit)
{
    int64_t total = rows_int(counted, 0, "total");
    bool capped = total > COUNTED_MOST;
    if (capped)
        total = COUNTED_MOST;
    const char *page = values_get(&r->values, P_PAGE);
    json_raw(w, "page", page ? page : "1");
    json_int(w, "limit", limit);
    json_int(w, "total", total);
    if (capped)
        json_bool(w, "total_capped", true);
    /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): the schema's least limit is 1 */
    json_int(w, "pages", (total + limit - 1) / limit);
}

/* Link: the same list with `cursor` (RFC 8288). What a URI may not hold is escaped. */
static void link_next(struct request *r, const char *cursor)
{
    struct buf link = buf_new(r->arena);
    buf_printf(&link, "</api/v1%s?", r->path);
    for (const char *text = r->query; *text; text += strspn(text, "&")) {
        size_t pair = strcspn(text, "&");
        bool of_this_page = strncmp(text, "page=", 5) == 0 || strncmp(text, "cursor=", 7) == 0;
        for (size_t i = 0; i < pair && !of_this_page; i++) {
            bool plain = text[i] > ' ' && text[i] < 0x7f && !strchr("<>\"\\^`{|}", text[i]);
            buf_printf(&link, plain ? "%c" : "%%%02X", (unsigned char)text[i]);
        }
        buf_text(&link, of_this_page ? "" : "&");
        text += pair;
    }
    buf_printf(&link, "cursor=%s>; rel=\"next\"", cursor);
    request_header(r, "Link", link.data);
}

void list_reply(struct request *r, size_t first)
{
    const struct rows *rows = r->facts[first];
    const struct list *list = r->route->list;
    bool by_cursor = values_has(&r->values, P_CURSOR);
    size_t count = rows_count(rows);
    long limit = list ? strtol(values_get(&r->values, P_LIMIT), NULL, 10) : (long)count;
    bool more = list && count > (size_t)limit;

    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_open(&w, "data", '[');
    for (size_t i = 0; i < count - more; i++)
        rows_write(rows, i, &w, NULL);
    json_close(&w, ']');
    if (!list) {
        json_raw(&w, "page", "1");
        json_int(&w, "limit", limit);
        json_int(&w, "total", limit);
        json_int(&w, "pages", 1);
    } else if (by_cursor) {
        json_int(&w, "limit", limit);
    } else {
        write_total(r, &w, r->facts[first + 1], limit);
    }
    const char *next = NULL;
    if (more) {
        const struct sort *sort = sort_named(list, values_get(&r->values, P_SORT));
        size_t last = (size_t)limit - 1;
        const char *id = rows_text(rows, last, "id");
        next = cursor_make(r, sort->name, sort->key ? rows_text_of(rows, last, sort->key) : id, id);
        link_next(r, next);
    }
    json_text(&w, "next_cursor", next);
    json_close(&w, '}');
}
