/* Prices. Money is whole cents; the rates are PostgreSQL's exact decimals. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/price.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

/* numeric(12,2) ends here. */
static const cents MONEY_MOST = 999999999999;

/* PostgreSQL's own decimals always parse. */
static int64_t decimal(const char *text, int scale)
{
    int64_t number = 0;
    if (!decimal_parse(text, scale, &number)) {
        log_event(LOG_ERROR, "not a decimal", "text", text, NULL);
        abort();
    }
    return number;
}

static const char *item_pointer(struct request *r, size_t item, const char *field)
{
    return arena_printf(r->arena, "/items/%zu/%s", item, field);
}

static struct line *line_of(struct pricing *pricing, int64_t product_id)
{
    for (size_t i = 0; i < pricing->count; i++) {
        if (pricing->lines[i].product_id == product_id)
            return &pricing->lines[i];
    }
    return NULL;
}

static void add_item(struct request *r, struct pricing *pricing, size_t item)
{
    const struct rows *items = price_items(r);
    if (!rows_text(items, item, "id") || !rows_true(items, item, "is_active")) {
        const char *field = rows_text(items, item, "requested_id") ? "product_id" : "sku";
        request_invalid(r, item_pointer(r, item, field), "unknown_product",
                        "is not a product that is for sale", NULL);
        return;
    }
    int64_t id = rows_int(items, item, "id");
    struct line *line = line_of(pricing, id);
    if (!line) {
        line = &pricing->lines[pricing->count++];
        *line = (struct line){
            .product_id = id,
            .available = rows_int(items, item, "available"),
            .unit_price = decimal(rows_text(items, item, "price"), 2),
            .sku = rows_text(items, item, "sku"),
            .name = rows_text(items, item, "name"),
            .item = item,
        };
    }
    line->quantity += rows_int(items, item, "quantity");
}

static enum error add_up(struct request *r, struct pricing *pricing)
{
    for (size_t i = 0; i < pricing->count; i++) {
        const struct line *line = &pricing->lines[i];
        cents rest = MONEY_MOST / 10 - pricing->subtotal;
        if (line->unit_price > 0 && line->quantity > rest / line->unit_price) {
            request_invalid(r, item_pointer(r, line->item, "quantity"), "too_large",
                            "makes the order worth more than an order can be", NULL);
            return E_INVALID_FIELDS;
        }
        pricing->subtotal += line->unit_price * line->quantity;
    }
    pricing->tax =
        money_share(pricing->subtotal, decimal(rows_text(price_context(r), 0, "tax_rate"), 6), 6);
    return E_OK;
}

static cents standard_shipping(const struct request *r, cents subtotal)
{
    if (rows_text(price_context(r), 0, "free_shipping_from") &&
        subtotal >= decimal(rows_text(price_context(r), 0, "free_shipping_from"), 2))
        return 0;
    return decimal(rows_text(price_context(r), 0, "shipping_cost"), 2);
}

/* A weight that no rate covers has no price that could be guessed. */
enum error price_shipping(struct request *r, const struct rows *weighed, cents subtotal,
                          cents *cost)
{
    if (!rows_true(weighed, 0, "by_weight")) {
        *cost = standard_shipping(r, subtotal);
    } else if (rows_text(weighed, 0, "rate_price")) {
        *cost = decimal(rows_text(weighed, 0, "rate_price"), 2);
    } else {
        r->detail = arena_printf(r->arena, "No shipping rate covers %s kg.",
                                 rows_text(weighed, 0, "weight_kg"));
        return E_NO_SHIPPING_RATE;
    }
    return E_OK;
}

static bool sets_shipping(const struct request *r)
{
    return r->role >= ROLE_MANAGER && values_get(&r->values, P_SHIPPING_COST);
}

enum error price_agree_shipping(struct request *r, struct pricing *pricing)
{
    const char *sent = values_get(&r->values, P_SHIPPING_COST);
    cents agreed = 0;
    if (!sent || !money_parse(sent, &agreed))
        return E_OK;
    if (sets_shipping(r)) {
        pricing->shipping_cost = agreed;
    } else if (agreed < pricing->shipping_cost) {
        const char *cost = money_text(r->arena, pricing->shipping_cost);
        request_invalid(r, "/shipping_cost", "shipping_cost_changed",
                        arena_printf(r->arena, "shipping costs %s", cost),
                        arena_printf(r->arena, "\"shipping_cost\":%s", cost));
        return E_SHIPPING_COST_CHANGED;
    }
    return E_OK;
}

enum error price_order(struct request *r, struct pricing *pricing)
{
    size_t items = rows_count(price_items(r));
    memset(pricing, 0, sizeof *pricing);
    for (size_t item = 0; item < items; item++)
        add_item(r, pricing, item);
    if (r->invalid.count)
        return E_INVALID_FIELDS;

    enum error error = add_up(r, pricing);
    if (!error && !sets_shipping(r))
        error = price_shipping(r, price_items(r), pricing->subtotal, &pricing->shipping_cost);
    if (!error)
        error = price_agree_shipping(r, pricing);
    pricing->total = pricing->subtotal + pricing->tax + pricing->shipping_cost;
    return error;
}

enum error price_check_stock(struct request *r, const struct pricing *pricing)
{
    for (size_t i = 0; i < pricing->count; i++) {
        const struct line *line = &pricing->lines[i];
        if (line->quantity <= line->available)
            continue;
        struct buf more = buf_new(r->arena);
        buf_printf(&more, "\"product_id\":%" PRId64 ",\"sku\":", line->product_id);
        json_quote(&more, line->sku, strlen(line->sku));
        buf_printf(&more, ",\"requested\":%" PRId64 ",\"available\":%" PRId64, line->quantity,
                   line->available);
        request_invalid(
            r, item_pointer(r, line->item, "quantity"), "insufficient_stock",
            arena_printf(r->arena, "only %" PRId64 " of %s available", line->available, line->name),
            more.data);
    }
    return r->invalid.count ? E_INSUFFICIENT_STOCK : E_OK;
}

bool price_exceeds(cents total, const char *limit)
{
    cents most = 0;
    return limit && money_parse(limit, &most) && total > most;
}

static void bind_lines(struct request *r, const struct pricing *pricing)
{
    struct buf ids = buf_new(r->arena);
    struct buf quantities = buf_new(r->arena);
    struct buf prices = buf_new(r->arena);
    for (size_t i = 0; i < pricing->count; i++) {
        const struct line *line = &pricing->lines[i];
        char separator = i ? ',' : '{';
        buf_printf(&ids, "%c%" PRId64, separator, line->product_id);
        buf_printf(&quantities, "%c%" PRId64, separator, line->quantity);
        buf_printf(&prices, "%c%s", separator, money_text(r->arena, line->unit_price));
    }
    buf_char(&ids, '}');
    buf_char(&quantities, '}');
    buf_char(&prices, '}');
    values_set(&r->values, P_PRODUCT_IDS, ids.data);
    values_set(&r->values, P_QUANTITIES, quantities.data);
    values_set(&r->values, P_PRICES, prices.data);
}

void price_bind(struct request *r, const struct pricing *pricing)
{
    bind_lines(r, pricing);
    values_set(&r->values, P_SUBTOTAL, money_text(r->arena, pricing->subtotal));
    values_set(&r->values, P_TAX, money_text(r->arena, pricing->tax));
    values_set(&r->values, P_ORDER_SHIPPING_COST, money_text(r->arena, pricing->shipping_cost));
    values_set(&r->values, P_TOTAL, money_text(r->arena, pricing->total));
}
