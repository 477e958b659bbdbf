/* The list of the nouns' tables. */
/* SPDX-License-Identifier: MIT */
#include "api/routes.h"

const struct route *const api_routes[] = {
    admin_routes,
    catalogue_routes,
    discounts_routes,
    events_routes,
    home_routes,
    imports_routes,
    orders_routes,
    payments_routes,
    people_routes,
    reports_routes,
    service_routes,
    sessions_routes,
    shipping_routes,
    tax_routes,
    views_routes,
    webhooks_routes,
    NULL,
};
