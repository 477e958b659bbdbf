/* What an order would cost. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/orders.h"
#include "api/orders/price.h"

static void write_money(struct request *r, struct json_writer *w, const char *name, cents amount)
{
    json_raw(w, name, money_text(r->arena, amount));
}

/* Of the department, where its policy binds who asks. */
static void write_policy(struct request *r, struct json_writer *w, const struct pricing *pricing)
{
    const struct rows *context = request_fact(r, Q_ORDER_CONTEXT);
    const struct rows *month = request_fact(r, Q_QUOTE_BUDGET);
    bool bound = rows_true(context, 0, "policy_binds");
    const char *threshold = bound ? rows_text(context, 0, "approval_threshold") : NULL;
    const char *left = bound ? rows_text(month, 0, "budget_left") : NULL;
    json_raw(w, "approval_threshold", threshold);
    json_raw(w, "budget", bound ? rows_text(context, 0, "monthly_budget") : NULL);
    json_raw(w, "budget_left", left);
    json_bool(w, "needs_approval",
              price_exceeds(pricing->total, threshold) || price_exceeds(pricing->total, left));
}

static void write_quote(struct request *r, const struct pricing *pricing)
{
    struct json_writer w = json_writer(&r->reply.body);
    json_open(&w, NULL, '{');
    json_open(&w, "items", '[');
    for (size_t i = 0; i < pricing->count; i++) {
        const struct line *line = &pricing->lines[i];
        json_open(&w, NULL, '{');
        json_int(&w, "product_id", line->product_id);
        json_text(&w, "product_sku", line->sku);
        json_text(&w, "product_name", line->name);
        write_money(r, &w, "unit_price", line->unit_price);
        json_int(&w, "quantity", line->quantity);
        write_money(r, &w, "subtotal", line->subtotal);
        write_money(r, &w, "discount", line->discount);
        json_raw(&w, "tax_rate", price_rate_text(r->arena, line->tax_rate));
        write_money(r, &w, "tax", line->tax);
        json_int(&w, "available", line->available);
        json_close(&w, '}');
    }
    json_close(&w, ']');
    write_money(r, &w, "subtotal", pricing->subtotal);
    write_money(r, &w, "discount", pricing->discount);
    write_money(r, &w, "tax", pricing->tax);
    json_bool(&w, "tax_included", pricing->tax_included);
    write_money(r, &w, "shipping_cost", pricing->shipping_cost);
    write_money(r, &w, "shipping_tax", pricing->shipping_tax);
    json_open(&w, "taxes", '[');
    tax_write(r, pricing, &w);
    json_close(&w, ']');
    write_money(r, &w, "total", pricing->total);
    json_text(&w, "currency", rows_text(request_fact(r, Q_ORDER_CONTEXT), 0, "currency"));
    write_policy(r, &w, pricing);
    json_close(&w, '}');
    r->replied = true;
}

enum error order_quote(struct request *r)
{
    struct pricing pricing;
    enum error error = order_check_customer(r);
    if (!error)
        error = price_order(r, &pricing);
    if (error)
        return price_refuse(r, error);
    write_quote(r, &pricing);
    return E_OK;
}
