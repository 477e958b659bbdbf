/* What an order costs: lines merged, prices multiplied, tax and shipping added. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_ORDERS_PRICE_H
#define ORDERD_API_ORDERS_PRICE_H

#include <stddef.h>
#include <stdint.h>

#include "base/money.h"
#include "gateway/request.h"

enum { ORDER_LINES_MOST = 100 };

struct line {
    int64_t product_id;
    int64_t quantity;
    int64_t available;
    cents unit_price;
    const char *sku;
    const char *name;
    size_t item; /* index of the first item of the request that named it */
};

struct pricing {
    struct line lines[ORDER_LINES_MOST]; /* one a product, by ascending id */
    size_t count;
    cents subtotal, tax, shipping_cost, total;
};

/* The rates, and the items with their prices as of today. */
#define price_context(r) request_fact(r, Q_ORDER_CONTEXT, Q_ORDER_CHANGE_FACTS, Q_SHIPPING_FACTS)
#define price_items(r) request_fact(r, Q_ORDER_ITEMS, Q_ORDER_CHANGE_ITEMS)

/* Prices the request's items from price_context and price_items. E_INVALID_FIELDS with every
 * unknown product, E_SHIPPING_COST_CHANGED when shipping costs more than agreed,
 * E_NO_SHIPPING_RATE. */
enum error price_order(struct request *r, struct pricing *pricing)
    __attribute__((warn_unused_result));

/* What shipping costs: by the weight in the first row of `weighed` (Q_ORDER_ITEMS or
 * Q_SHIPPING_FACTS) when the shop has rates, else by the settings in price_context.
 * E_NO_SHIPPING_RATE when it has rates and none covers the weight. */
enum error price_shipping(struct request *r, const struct rows *weighed, cents subtotal,
                          cents *cost) __attribute__((warn_unused_result));

/* Holds the computed shipping_cost to the one that was sent: a manager's replaces it, anyone else's
 * is the most they agreed to pay (E_SHIPPING_COST_CHANGED). */
enum error price_agree_shipping(struct request *r, struct pricing *pricing)
    __attribute__((warn_unused_result));

/* E_INSUFFICIENT_STOCK with every line that asks for more than is available. */
/* Whether a total is over a limit as PostgreSQL writes it; NULL: there is none. */
bool price_exceeds(cents total, const char *limit);

enum error price_check_stock(struct request *r, const struct pricing *pricing)
    __attribute__((warn_unused_result));

/* Sets what the statements that write an order bind: product_ids, quantities and prices as arrays
 * of PostgreSQL in the order of the request; subtotal, tax, order_shipping_cost and total. */
void price_bind(struct request *r, const struct pricing *pricing);

#endif
