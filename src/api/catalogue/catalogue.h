/* Products, their stock and their categories. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_CATALOGUE_CATALOGUE_H
#define ORDERD_API_CATALOGUE_CATALOGUE_H

#include "gateway/list.h"
#include "gateway/route.h"

extern const struct schema product_in, product_change_in, product_row, product_out, product_query;
extern const struct schema product_export_query;
extern const struct schema stock_in, movement_out, category_in, category_out;
extern const struct schema low_stock_query, reconcile_out;
extern const struct list products_list, low_stock_list, movements_list;

handler product_change; /* any change of one product: If-Match, then its lock */
handler stock_change;   /* of its stock alone: the sum must be one that can be counted, too */

#endif
