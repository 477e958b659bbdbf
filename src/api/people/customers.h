/* Customers: the parties orders are for. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_PEOPLE_CUSTOMERS_H
#define ORDERD_API_PEOPLE_CUSTOMERS_H

#include "gateway/list.h"
#include "gateway/route.h"

extern const struct schema customer_in, customer_change_in, customer_row, customer_out,
    customer_query, customers_file_query;
extern const struct schema customer_export_out, customer_figures_out;
extern const struct list customers_list;

handler customer_forget; /* If-Match, and none of their orders may be open */

#endif
