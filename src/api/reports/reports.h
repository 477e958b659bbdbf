/* Reports as JSON and exports as CSV. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_REPORTS_REPORTS_H
#define ORDERD_API_REPORTS_REPORTS_H

#include "gateway/route.h"

extern const struct schema report_query, top_products_query, sales_export_query, sales_out,
    sales_ever_out;
extern const struct schema inventory_out, top_product_out, customer_sales_out, country_sales_out;

handler report_period; /* prepare: days, or from and to */
streamer export_rows;  /* the rows of the route's `show` as a CSV file named after the day */

#endif
