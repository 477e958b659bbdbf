/* Tax: which rate a line has, and what a rate comes to. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/price.h"

#include <string.h>

static void charge(struct line *line, int64_t rate, const char *name)
{
    line->charged = true;
    line->tax_rate = rate;
    line->tax_name = name;
}

static bool free_of(struct line *line, const char *name)
{
    line->charged = false;
    line->tax_rate = 0;
    line->tax_name = name;
    return true;
}

bool tax_find(struct request *r, struct line *line)
{
    const struct rows *context = price_context(r), *items = price_items(r);
    const char *exemption = rows_text(context, 0, "tax_exemption");
    const char *rate = rows_text(items, line->item, "tax_rate");
    if (exemption && strcmp(exemption, "exempt") == 0)
        return free_of(line, "Exempt");
    if (!rows_true(items, line->item, "by_rates")) {
        charge(line, price_decimal(rows_text(context, 0, "tax_rate"), 6), "Tax");
        return true;
    }
    if (exemption && strcmp(exemption, "reverse_charge") == 0 &&
        rows_true(items, line->item, "goes_abroad"))
        return free_of(line, "Reverse charge");
    if (rate) {
        charge(line, price_decimal(rate, 6), rows_text(items, line->item, "tax_name"));
        return true;
    }
    bool elsewhere = !rows_true(items, line->item, "taxed_there");
    return elsewhere && !rows_true(context, 0, "refuses_elsewhere") && free_of(line, "Export");
}

/* What is in an amount, or comes on top of it. */
static cents tax_of(const struct pricing *pricing, cents amount, int64_t rate)
{
    return money_part(amount, rate, pricing->tax_included ? MILLION + rate : MILLION);
}

static struct rate_sum *sum_of(struct pricing *pricing, const struct line *line)
{
    size_t i = 0;
    while (i < pricing->rate_count && pricing->rates[i].rate != line->tax_rate)
        i++;
    if (i == pricing->rate_count)
        pricing->rates[pricing->rate_count++] =
            (struct rate_sum){.rate = line->tax_rate, .name = line->tax_name};
    return &pricing->rates[i];
}

/* Over the lines of the rate. */
static void spread_tax(struct pricing *pricing, const struct rate_sum *sum, cents tax)
{
    struct money_spread spread = {.sum = tax, .weights = sum->goods};
    for (size_t i = 0; i < pricing->count; i++) {
        struct line *line = &pricing->lines[i];
        if (line->tax_rate == sum->rate)
            line->tax = money_spread(&spread, line->subtotal - line->discount);
    }
}

/* Rounded once for the whole rate (EN 16931, BR-CO-17): what is on shipping is that less the tax of
 * the goods. */
static void tax_rate_add(struct pricing *pricing, struct rate_sum *sum, cents shipping)
{
    cents goods_tax = tax_of(pricing, sum->goods, sum->rate);
    sum->tax = tax_of(pricing, sum->goods + shipping, sum->rate);
    sum->net = sum->goods + shipping - (pricing->tax_included ? sum->tax : 0);
    pricing->tax += sum->tax;
    pricing->shipping_tax += sum->tax - goods_tax;
    spread_tax(pricing, sum, goods_tax);
}

void tax_add(struct pricing *pricing, bool taxes_shipping)
{
    pricing->tax = pricing->shipping_tax = 0;
    for (size_t i = 0; i < pricing->count; i++) {
        struct line *line = &pricing->lines[i];
        sum_of(pricing, line)->goods += line->subtotal - line->discount;
    }
    struct money_spread shipping = {.sum = taxes_shipping ? pricing->shipping_cost : 0,
                                    .weights = pricing->subtotal - pricing->discount};
    for (size_t i = 0; i < pricing->rate_count; i++) {
        struct rate_sum *sum = &pricing->rates[i];
        tax_rate_add(pricing, sum, money_spread(&shipping, sum->goods));
    }
}

void tax_write(struct request *r, const struct pricing *pricing, struct json_writer *w)
{
    for (size_t i = 0; i < pricing->rate_count; i++) {
        const struct rate_sum *sum = &pricing->rates[i];
        json_open(w, NULL, '{');
        json_text(w, "name", sum->name);
        json_raw(w, "rate", price_rate_text(r->arena, sum->rate));
        json_raw(w, "net", money_text(r->arena, sum->net));
        json_raw(w, "tax", money_text(r->arena, sum->tax));
        json_close(w, '}');
    }
}
