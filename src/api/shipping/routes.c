/* What shipping costs. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/shipping/shipping.h"

const struct route shipping_routes[] = {
    {ROUTE("POST", "/shipping/calculate", CUSTOMER, API, "shipping",
           "What shipping costs, of items or of a weight"),
     .body = &calculate_in, .facts = {Q_SHIPPING_FACTS, Q_ORDER_ITEMS},
     .handler = shipping_calculate, .answer = &calculate_out},
    {ROUTE("GET", "/shipping/rates", MANAGER, API, "shipping", "List shipping rates"),
     .facts = {Q_SHIPPING_RATES_LIST}, .answer = &rate_out},
    {ROUTE("POST", "/shipping/rates", MANAGER, API, "shipping",
           "Create a shipping rate; while there are any, they alone price shipping"),
     .flags = R_CREATES, .body = &rate_in, .facts = {Q_SHIPPING_RATE_NEW}, .handler = rate_create,
     .write = {Q_SHIPPING_RATE_CREATE}, .show = Q_SHIPPING_RATE_GET, .status = 201,
     .answer = &rate_out},
    {ROUTE("DELETE", "/shipping/rates/{id}", MANAGER, API, "shipping", "Delete a shipping rate"),
     .flags = R_NO_CONTENT, .facts = {Q_SHIPPING_RATE_GET}, .write = {Q_SHIPPING_RATE_DELETE},
     .show = Q_SHIPPING_RATE_GET, .status = 204},
    {.method = NULL},
};
