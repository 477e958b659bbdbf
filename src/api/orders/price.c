/* Prices. Money is whole cents; the rates are PostgreSQL's exact decimals. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/price.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/places.h"

/* numeric(12,2) ends here. */
static const cents MONEY_MOST = 999999999999;

int64_t price_decimal(const char *text, int scale)
{
    int64_t number = 0;
    if (text && !decimal_parse(text, scale, &number)) {
        log_event(LOG_ERROR, "not a decimal", "text", text, NULL);
        abort();
    }
    return number;
}

const char *price_rate_text(struct arena *arena, int64_t rate)
{
    return arena_printf(arena, "%" PRId64 ".%06" PRId64, rate / MILLION, rate % MILLION);
}

const char *price_pointer(struct request *r, size_t item, const char *field)
{
    return arena_printf(r->arena, "/items/%zu/%s", item, field);
}

/* ---- lines ---- */

static void add_item(struct request *r, struct pricing *pricing, struct places *places, size_t item)
{
    const struct rows *items = price_items(r);
    if (!rows_text(items, item, "id") || !rows_true(items, item, "is_active")) {
        const char *field = rows_text(items, item, "requested_id") ? "product_id" : "sku";
        request_invalid(r, price_pointer(r, item, field), "unknown_product",
                        "is not a product that is for sale", NULL);
        return;
    }
    int64_t id = rows_int(items, item, "id");
    struct line *line = &pricing->lines[places_of(places, id)];
    if (places->count > pricing->count) {
        pricing->count = places->count;
        *line = (struct line){
            .product_id = id,
            .available = rows_int(items, item, "available"),
            .sku = rows_text(items, item, "sku"),
            .name = rows_text(items, item, "name"),
            .item = item,
        };
    }
    line->quantity += rows_int(items, item, "quantity");
    if (!rows_text(items, item, "sent_price"))
        return;
    line->sent_price = rows_text(items, item, "sent_price");
    line->price_reason = rows_text(items, item, "sent_reason");
    if (!line->price_reason)
        request_invalid(r, price_pointer(r, item, "price_reason"), "required", "is required", NULL);
}

/* What was sold stays so: a line that stays or shrinks keeps price and rate. Of a draft, nothing
 * was sold; what a manager priced by hand stays. */
static bool keep_line(struct request *r, struct line *line)
{
    const struct rows *items = price_items(r);
    bool sold = rows_true(price_context(r), 0, "is_sold");
    const char *reason = rows_text(items, line->item, "old_reason");
    if (line->sent_price || line->quantity > rows_int(items, line->item, "old_quantity") ||
        !(sold || reason))
        return false;
    line->kept = true;
    line->unit_price = price_decimal(rows_text(items, line->item, "old_price"), 2);
    line->price_reason = reason;
    line->catalogue_price = rows_text(items, line->item, "old_catalogue_price");
    if (!sold)
        return false;
    line->charged = true;
    line->tax_rate = price_decimal(rows_text(items, line->item, "old_rate"), 6);
    line->tax_name = rows_text(items, line->item, "old_tax_name");
    return true;
}

/* The catalogue's price as the order has prices: with tax in it, or without. Who is not charged
 * pays what is left of a price without the tax of home. */
static cents price_today(struct request *r, const struct pricing *pricing, const struct line *line)
{
    const struct rows *items = price_items(r);
    cents price = price_decimal(rows_text(items, line->item, "price"), 2);
    bool included = rows_true(price_context(r), 0, "prices_include_tax");
    const char *home_rate = rows_true(items, line->item, "by_rates")
                                ? rows_text(items, line->item, "home_rate")
                                : rows_text(price_context(r), 0, "tax_rate");
    int64_t home = price_decimal(home_rate, 6);
    if (included && !line->charged)
        return money_part(price, MILLION, MILLION + home);
    if (included && !pricing->tax_included)
        return money_part(price, MILLION, MILLION + line->tax_rate);
    if (!included && pricing->tax_included)
        return money_part(price, MILLION + line->tax_rate, MILLION);
    return price;
}

/* A line that grows is priced as of today for all its pieces; who sent it has to agree when that
 * makes those dearer that were sold. */
static void agree_price(struct request *r, const struct pricing *pricing, const struct line *line)
{
    const struct rows *items = price_items(r);
    const char *old_text = rows_text(items, line->item, "old_price");
    cents old = price_decimal(old_text, 2);
    int64_t old_rate = price_decimal(rows_text(items, line->item, "old_rate"), 6);
    bool taxed = !pricing->tax_included;
    bool dearer = (__int128)line->unit_price * (MILLION + (taxed ? line->tax_rate : 0)) >
                  (__int128)old * (MILLION + (taxed ? old_rate : 0));
    const char *agreed = values_get(&r->values, P_ACCEPT_PRICES);
    if (!old_text || !dearer || line->sent_price || !rows_true(price_context(r), 0, "is_sold") ||
        (agreed && *agreed == 't'))
        return;
    const char *now = money_text(r->arena, line->unit_price);
    request_invalid(
        r, price_pointer(r, line->item, "quantity"), "price_changed",
        arena_printf(r->arena, "%s costs %s now, and was sold for %s", line->name, now, old_text),
        arena_printf(r->arena, "\"old_price\":%s,\"unit_price\":%s", old_text, now));
}

static void price_line(struct request *r, const struct pricing *pricing, struct line *line)
{
    const struct rows *items = price_items(r);
    if (keep_line(r, line))
        return;
    if (!tax_find(r, line))
        request_invalid(r, price_pointer(r, line->item, "product_id"), "no_tax_rate",
                        arena_printf(r->arena, "%s has no tax rate where it goes", line->name),
                        NULL);
    if (line->sent_price) {
        line->unit_price = price_decimal(line->sent_price, 2);
        line->catalogue_price = rows_text(items, line->item, "price");
    } else if (!line->kept) {
        line->unit_price = price_today(r, pricing, line);
    }
    agree_price(r, pricing, line);
}

/* The first of the errors' codes is what the whole is refused with. */
static enum error refused_by(const struct request *r)
{
    const char *code = r->invalid.first ? r->invalid.first->code : "";
    if (!*code)
        return E_OK;
    return strcmp(code, "no_tax_rate") == 0     ? E_NO_TAX_RATE
           : strcmp(code, "price_changed") == 0 ? E_PRICE_CHANGED
                                                : E_INVALID_FIELDS;
}

static enum error price_lines(struct request *r, struct pricing *pricing)
{
    size_t items = rows_count(price_items(r));
    struct places places = places_new(r->arena, items);
    pricing->lines = arena_alloc(r->arena, items * sizeof *pricing->lines);
    pricing->rates = arena_alloc(r->arena, items * sizeof *pricing->rates);
    for (size_t item = 0; item < items; item++)
        add_item(r, pricing, &places, item);
    for (size_t i = 0; i < pricing->count && !r->invalid.count; i++)
        price_line(r, pricing, &pricing->lines[i]);
    return refused_by(r);
}

static enum error add_up(struct request *r, struct pricing *pricing)
{
    for (size_t i = 0; i < pricing->count; i++) {
        struct line *line = &pricing->lines[i];
        cents rest = MONEY_MOST / 10 - pricing->subtotal;
        if (line->unit_price > 0 && line->quantity > rest / line->unit_price) {
            request_invalid(r, price_pointer(r, line->item, "quantity"), "too_large",
                            "makes the order worth more than an order can be", NULL);
            return E_INVALID_FIELDS;
        }
        line->subtotal = line->unit_price * line->quantity;
        pricing->subtotal += line->subtotal;
    }
    return E_OK;
}

/* ---- shipping ---- */

static cents standard_shipping(const struct request *r, cents goods)
{
    if (rows_text(price_context(r), 0, "free_shipping_from") &&
        goods >= price_decimal(rows_text(price_context(r), 0, "free_shipping_from"), 2))
        return 0;
    return price_decimal(rows_text(price_context(r), 0, "shipping_cost"), 2);
}

/* A weight that no rate covers has no price that could be guessed. */
enum error price_shipping(struct request *r, const struct rows *weighed, cents goods, cents *cost)
{
    if (!rows_true(weighed, 0, "by_weight")) {
        *cost = standard_shipping(r, goods);
    } else if (rows_text(weighed, 0, "rate_price")) {
        *cost = price_decimal(rows_text(weighed, 0, "rate_price"), 2);
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

static enum error ship(struct request *r, struct pricing *pricing)
{
    enum error error = E_OK;
    if (!pricing->free_shipping && !sets_shipping(r))
        error = price_shipping(r, price_items(r), pricing->subtotal - pricing->discount,
                               &pricing->shipping_cost);
    return error ? error : price_agree_shipping(r, pricing);
}

/* ---- the whole ---- */

/* What only managers set. */
static bool is_forbidden(struct request *r)
{
    const struct rows *items = price_items(r);
    bool forbidden = values_get(&r->values, P_DISCOUNT);
    for (size_t item = 0; item < rows_count(items); item++)
        forbidden = forbidden || rows_text(items, item, "sent_price");
    return forbidden && r->role < ROLE_MANAGER;
}

static bool has_own_money(struct request *r, const struct pricing *pricing, bool taxes_shipping)
{
    return pricing->own_money || taxes_shipping || pricing->rate_count > 1 ||
           rows_true(price_items(r), 0, "by_rates") ||
           rows_true(price_context(r), 0, "had_own_money");
}

void price_total(struct pricing *pricing)
{
    pricing->total = pricing->subtotal - pricing->discount + pricing->shipping_cost +
                     (pricing->tax_included ? 0 : pricing->tax);
}

enum error price_order(struct request *r, struct pricing *pricing)
{
    const struct rows *context = price_context(r);
    bool taxes_shipping = rows_true(context, 0, "taxes_shipping");
    memset(pricing, 0, sizeof *pricing);
    pricing->tax_included = rows_true(context, 0, "tax_included");
    enum error error = is_forbidden(r) ? E_FORBIDDEN : price_lines(r, pricing);
    if (!error)
        error = add_up(r, pricing);
    if (!error)
        error = discount_spread(r, pricing);
    if (!error)
        error = ship(r, pricing);
    if (error)
        return error;
    tax_add(pricing, taxes_shipping);
    pricing->own_money = has_own_money(r, pricing, taxes_shipping);
    price_total(pricing);
    return E_OK;
}

enum error price_refuse(struct request *r, enum error error)
{
    if (error != E_UNKNOWN_CODE)
        return error;
    plan_add(&r->plan, Q_DISCOUNT_GUESSED);
    r->refuse = error;
    return E_OK;
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
            r, price_pointer(r, line->item, "quantity"), "insufficient_stock",
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

/* ---- what is written ---- */

/* An array of PostgreSQL that grows; values are numbers, or texts in quotes. */
static void array_add(struct buf *array, const char *value)
{
    buf_char(array, array->length ? ',' : '{');
    buf_text(array, value ? value : "NULL");
}

static void array_add_text(struct buf *array, const char *value)
{
    array_add(array, value ? "\"" : NULL);
    for (const char *c = value; c && *c; c++) {
        if (*c == '"' || *c == '\\')
            buf_char(array, '\\');
        buf_char(array, *c);
    }
    if (value)
        buf_char(array, '"');
}

static const char *array_end(struct buf *array)
{
    buf_text(array, array->length ? "}" : "{}");
    return array->data;
}

/* What is held to the products under their lock: as of today's catalogue, but of what was kept. */
static void bind_lines(struct request *r, const struct pricing *pricing)
{
    struct buf ids = buf_new(r->arena), quantities = buf_new(r->arena);
    struct buf prices = buf_new(r->arena), today = buf_new(r->arena);
    for (size_t i = 0; i < pricing->count; i++) {
        const struct line *line = &pricing->lines[i];
        array_add(&ids, arena_printf(r->arena, "%" PRId64, line->product_id));
        array_add(&quantities, arena_printf(r->arena, "%" PRId64, line->quantity));
        array_add(&prices, money_text(r->arena, line->unit_price));
        array_add(&today, line->kept ? NULL : rows_text(price_items(r), line->item, "price"));
    }
    values_set(&r->values, P_PRODUCT_IDS, array_end(&ids));
    values_set(&r->values, P_QUANTITIES, array_end(&quantities));
    values_set(&r->values, P_PRICES, array_end(&prices));
    values_set(&r->values, P_CATALOGUE_PRICES, array_end(&today));
}

/* Null arrays become null columns. */
static void bind_line_money(struct request *r, const struct pricing *pricing)
{
    struct buf discounts = buf_new(r->arena), rates = buf_new(r->arena);
    struct buf taxes = buf_new(r->arena);
    for (size_t i = 0; i < pricing->count && pricing->own_money; i++) {
        const struct line *line = &pricing->lines[i];
        array_add(&discounts, money_text(r->arena, line->discount));
        array_add(&rates, price_rate_text(r->arena, line->tax_rate));
        array_add(&taxes, money_text(r->arena, line->tax));
    }
    bool any = discounts.length;
    values_set(&r->values, P_LINE_DISCOUNTS, any ? array_end(&discounts) : NULL);
    values_set(&r->values, P_LINE_RATES, any ? array_end(&rates) : NULL);
    values_set(&r->values, P_LINE_TAXES, any ? array_end(&taxes) : NULL);
}

/* What the history has of a manager's discount, then of each price that one set. */
static void note_discount(struct request *r, struct buf *note)
{
    const struct rows *context = price_context(r);
    if (values_get(&r->values, P_DISCOUNT))
        buf_printf(note, "Discount %s %s: %s", rows_text(context, 0, "discount_kind"),
                   rows_text(context, 0, "discount_value"),
                   rows_text(context, 0, "discount_reason"));
}

static void bind_hand(struct request *r, const struct pricing *pricing)
{
    struct buf were = buf_new(r->arena), reasons = buf_new(r->arena), note = buf_new(r->arena);
    bool any = false;
    note_discount(r, &note);
    for (size_t i = 0; i < pricing->count; i++) {
        const struct line *line = &pricing->lines[i];
        any = any || line->price_reason;
        array_add(&were, line->catalogue_price);
        array_add_text(&reasons, line->price_reason);
        if (line->sent_price)
            buf_printf(&note, "%s%s: %s, not %s: %s", note.length ? "\n" : "", line->sku,
                       money_text(r->arena, line->unit_price), line->catalogue_price,
                       line->price_reason);
    }
    values_set(&r->values, P_HAND_CATALOGUE, any ? array_end(&were) : NULL);
    values_set(&r->values, P_HAND_REASONS, any ? array_end(&reasons) : NULL);
    values_set(&r->values, P_PRICE_NOTE, note.length ? note.data : NULL);
}

static const char *taxes_text(struct request *r, const struct pricing *pricing)
{
    struct buf text = buf_new(r->arena);
    struct json_writer w = json_writer(&text);
    json_open(&w, NULL, '[');
    tax_write(r, pricing, &w);
    json_close(&w, ']');
    return text.data;
}

void price_bind(struct request *r, const struct pricing *pricing)
{
    const struct rows *context = price_context(r);
    bind_lines(r, pricing);
    bind_line_money(r, pricing);
    bind_hand(r, pricing);
    values_set(&r->values, P_SUBTOTAL, money_text(r->arena, pricing->subtotal));
    values_set(&r->values, P_ORDER_DISCOUNT, money_text(r->arena, pricing->discount));
    values_set(&r->values, P_TAX, money_text(r->arena, pricing->tax));
    values_set(&r->values, P_ORDER_SHIPPING_COST, money_text(r->arena, pricing->shipping_cost));
    values_set(&r->values, P_ORDER_SHIPPING_TAX, money_text(r->arena, pricing->shipping_tax));
    values_set_bool(&r->values, P_TAX_INCLUDED, pricing->tax_included);
    values_set(&r->values, P_TAXES, pricing->own_money ? taxes_text(r, pricing) : NULL);
    values_set(&r->values, P_TOTAL, money_text(r->arena, pricing->total));
    values_set(&r->values, P_DISCOUNT_TERMS, rows_text(context, 0, "discount_terms"));
    values_set(&r->values, P_TAKES_CODE, rows_text(context, 0, "takes_code"));
}

void price_audit(struct request *r)
{
    if (values_get(&r->values, P_PRICE_NOTE))
        plan_add(&r->plan, Q_ORDER_AUDITED);
}
