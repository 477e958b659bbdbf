/* Which lines of an order are taken. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/picks.h"

#include <inttypes.h>
#include <string.h>

#include "base/json_text.h"
#include "base/places.h"

struct pick {
    size_t row; /* the first item that named the line */
    int64_t quantity;
};

static const char *pointer(struct request *r, size_t item, const char *field)
{
    return arena_printf(r->arena, "/items/%zu/%s", item, field);
}

/* E_INVALID_FIELDS's list: items that name no line of the order. */
static void check_known(struct request *r, const struct rows *items, size_t item)
{
    if (rows_text(items, item, "id"))
        return;
    const char *field = rows_text(items, item, "requested_line_id") ? "order_line_id"
                        : rows_text(items, item, "requested_id")    ? "product_id"
                                                                    : "sku";
    request_invalid(r, pointer(r, item, field), "unknown_line", "is not a line of this order",
                    NULL);
}

/* E_QUANTITY_EXCEEDED's list. */
static void check_most(struct request *r, const struct rows *items, const struct pick *pick,
                       int64_t most)
{
    if (pick->quantity <= most)
        return;
    const char *sku = rows_text(items, pick->row, "product_sku");
    struct buf more = buf_new(r->arena);
    buf_printf(&more, "\"order_line_id\":%s,\"sku\":", rows_text(items, pick->row, "id"));
    json_quote(&more, sku, strlen(sku));
    buf_printf(&more, ",\"requested\":%" PRId64 ",\"remaining\":%" PRId64, pick->quantity, most);
    request_invalid(r, pointer(r, pick->row, "quantity"), "quantity_exceeded",
                    arena_printf(r->arena, "only %" PRId64 " of %s left for this", most, sku),
                    more.data);
}

/* One pick a line; E_INVALID_FIELDS's list where its items disagree about restocking. */
static size_t merge(struct request *r, const struct rows *items, struct pick *picks)
{
    struct places places = places_new(r->arena, rows_count(items));
    for (size_t item = 0; item < rows_count(items); item++) {
        size_t known = places.count, i = places_of(&places, rows_int(items, item, "id"));
        if (i == known)
            picks[i].row = item;
        if (rows_true(items, item, "restock") != rows_true(items, picks[i].row, "restock"))
            request_invalid(r, pointer(r, item, "restock"), "ambiguous",
                            "differs from an earlier item of the same line", NULL);
        picks[i].quantity += rows_int(items, item, "quantity");
    }
    return places.count;
}

static void set_arrays(struct request *r, const struct rows *items, const struct pick *picks,
                       size_t count)
{
    struct buf ids = buf_new(r->arena), quantities = buf_new(r->arena);
    struct buf restocks = buf_new(r->arena);
    for (size_t i = 0; i < count; i++) {
        char separator = i ? ',' : '{';
        buf_printf(&ids, "%c%s", separator, rows_text(items, picks[i].row, "id"));
        buf_printf(&quantities, "%c%" PRId64, separator, picks[i].quantity);
        buf_printf(&restocks, "%c%c", separator,
                   rows_true(items, picks[i].row, "restock") ? 't' : 'f');
    }
    buf_char(&ids, '}');
    buf_char(&quantities, '}');
    buf_char(&restocks, '}');
    values_set(&r->values, P_LINE_IDS, ids.data);
    values_set(&r->values, P_LINE_QUANTITIES, quantities.data);
    values_set(&r->values, P_LINE_RESTOCKS, restocks.data);
}

static int64_t left(const struct rows *items, size_t row, enum picks_of of)
{
    return of == PICKS_OPEN ? rows_int(items, row, "open") : rows_int(items, row, "out");
}

enum error picks_read(struct request *r, enum picks_of of, int64_t *pieces)
{
    const struct rows *items = request_fact(r, Q_ORDER_LINES_NAMED, Q_RETURN_LINES);
    struct pick *picks = arena_alloc(r->arena, rows_count(items) * sizeof *picks);
    *pieces = 0;
    for (size_t item = 0; item < rows_count(items); item++)
        check_known(r, items, item);
    if (r->invalid.count)
        return E_INVALID_FIELDS;
    size_t count = merge(r, items, picks);
    if (r->invalid.count)
        return E_INVALID_FIELDS;
    for (size_t i = 0; i < count; i++) {
        check_most(r, items, &picks[i], left(items, picks[i].row, of));
        *pieces += picks[i].quantity;
    }
    if (r->invalid.count)
        return E_QUANTITY_EXCEEDED;
    if (count)
        set_arrays(r, items, picks, count);
    return E_OK;
}
