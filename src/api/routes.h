/* Everything orderd answers: a table a noun, in src/api/<noun>/routes.c. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_ROUTES_H
#define ORDERD_API_ROUTES_H

#include "gateway/route.h"

/* Each ended by a row without a method. Reading a row tells who may call it, what it takes, what it
 * runs and what it gives. */
extern const struct route admin_routes[], catalogue_routes[], events_routes[], home_routes[],
    discounts_routes[], tax_routes[], imports_routes[], orders_routes[], payments_routes[],
    people_routes[], reports_routes[], service_routes[], sessions_routes[], shipping_routes[],
    views_routes[], webhooks_routes[];

/* All of them, ended by NULL: what routes_open takes. */
extern const struct route *const api_routes[];

#endif
