/* What an order costs: lines merged and priced, a discount spread, shipping and tax added. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_ORDERS_PRICE_H
#define ORDERD_API_ORDERS_PRICE_H

#include <stddef.h>
#include <stdint.h>

#include "base/json_text.h"
#include "base/money.h"
#include "gateway/request.h"

enum { ORDER_LINES_MOST = 1000 };

/* A rate is in millionths. */
enum { MILLION = 1000000 };

struct line {
    int64_t product_id;
    int64_t quantity;
    int64_t available;
    const char *sku;
    const char *name;
    size_t item;                 /* index of the first item of the request that named it */
    bool kept;                   /* it stays or shrinks: priced as it was sold */
    bool charged;                /* tax is charged where it goes */
    cents unit_price;            /* as the order has it */
    const char *sent_price;      /* by a manager, or NULL */
    const char *price_reason;    /* why unit_price was set by hand, or NULL */
    const char *catalogue_price; /* then: of the product; else NULL */
    cents subtotal, discount, tax;
    int64_t tax_rate;
    const char *tax_name;
};

/* The tax of one rate. */
struct rate_sum {
    int64_t rate;
    const char *name;
    cents goods; /* what its lines come to without their discount */
    cents net, tax;
};

struct pricing {
    struct line *lines; /* one a product, as they were first named */
    size_t count;
    struct rate_sum *rates; /* in the order of the lines */
    size_t rate_count;
    bool tax_included; /* prices have their tax in them */
    bool own_money;    /* lines have discount, rate and tax of their own */
    bool free_shipping;
    cents subtotal, discount, tax, shipping_cost, shipping_tax, total;
};

/* The rates, and the items with their prices as of today. */
#define price_context(r) request_fact(r, Q_ORDER_CONTEXT, Q_ORDER_CHANGE_FACTS, Q_SHIPPING_FACTS)
#define price_items(r) request_fact(r, Q_ORDER_ITEMS, Q_ORDER_CHANGE_ITEMS)

/* Prices the request's items from price_context and price_items. E_INVALID_FIELDS with every
 * unknown product, E_FORBIDDEN when somebody below managers sets a price or a discount,
 * E_NO_TAX_RATE and E_PRICE_CHANGED with every such line, E_UNKNOWN_CODE, E_DISCOUNT_USED_UP,
 * E_DISCOUNT_MINIMUM, E_SHIPPING_COST_CHANGED when shipping costs more than agreed,
 * E_NO_SHIPPING_RATE. */
enum error price_order(struct request *r, struct pricing *pricing)
    __attribute__((warn_unused_result));

/* What shipping costs: by the weight in the first row of `weighed` (Q_ORDER_ITEMS or
 * Q_SHIPPING_FACTS) when the shop has rates, else by the settings in price_context.
 * E_NO_SHIPPING_RATE when it has rates and none covers the weight. */
enum error price_shipping(struct request *r, const struct rows *weighed, cents goods, cents *cost)
    __attribute__((warn_unused_result));

/* Holds the computed shipping_cost to the one that was sent: a manager's replaces it, anyone else's
 * is the most they agreed to pay (E_SHIPPING_COST_CHANGED). */
enum error price_agree_shipping(struct request *r, struct pricing *pricing)
    __attribute__((warn_unused_result));

/* E_INSUFFICIENT_STOCK with every line that asks for more than is available. */
/* Whether a total is over a limit as PostgreSQL writes it; NULL: there is none. */
bool price_exceeds(cents total, const char *limit);

enum error price_check_stock(struct request *r, const struct pricing *pricing)
    __attribute__((warn_unused_result));

/* The sum of what is to be paid. */
void price_total(struct pricing *pricing);

/* What a handler answers that got this error of price_order: a code that was tried and is none is
 * counted. */
enum error price_refuse(struct request *r, enum error error) __attribute__((warn_unused_result));

/* Sets what the statements that write an order bind: arrays of PostgreSQL in the order of the
 * request, and the sums. */
void price_bind(struct request *r, const struct pricing *pricing);

/* Names what notes in the audit log that a manager set prices or a discount, after price_bind. */
void price_audit(struct request *r);

/* "/items/3/sku" in the arena. */
const char *price_pointer(struct request *r, size_t item, const char *field);

/* PostgreSQL's own decimals × 10^scale: they always parse. NULL: 0. */
int64_t price_decimal(const char *text, int scale);

/* "0.200000" in the arena. */
const char *price_rate_text(struct arena *arena, int64_t rate);

/* ---- taxes.c ---- */

/* Finds the line's rate, and whether it is charged; false when there is none where it goes. */
bool tax_find(struct request *r, struct line *line);

/* The tax of an order whose lines, discount and shipping are known. */
void tax_add(struct pricing *pricing, bool taxes_shipping);

/* The rates as the members of an array. */
void tax_write(struct request *r, const struct pricing *pricing, struct json_writer *w);

/* ---- discount.c ---- */

/* Spreads what the code or the manager takes off over the lines. */
enum error discount_spread(struct request *r, struct pricing *pricing)
    __attribute__((warn_unused_result));

#endif
