/* Tax rates, and what tax comes to. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/tax/tax.h"

const struct route tax_routes[] = {
    {ROUTE("POST", "/tax/calculate", CUSTOMER, API, "tax", "What tax items would have"),
     .body = &tax_calculate_in, .facts = {Q_ORDER_CONTEXT, Q_ORDER_ITEMS}, .handler = tax_calculate,
     .answer = &tax_cost_out},
    {ROUTE("GET", "/tax/rates", MANAGER, API, "tax", "List tax rates"), .facts = {Q_TAX_RATES_LIST},
     .answer = &tax_rate_out},
    {ROUTE("POST", "/tax/rates", MANAGER, API, "tax",
           "Create a tax rate; while there are any, they alone are charged"),
     .flags = R_CREATES, .body = &tax_rate_in, .facts = {Q_TAX_RATE_NEW},
     .handler = tax_rate_create, .plans = 2, .show = Q_TAX_RATE_GET, .status = 201,
     .answer = &tax_rate_out},
    {ROUTE("DELETE", "/tax/rates/{id}", MANAGER, API, "tax", "Delete a tax rate"),
     .flags = R_NO_CONTENT, .facts = {Q_TAX_RATE_GET}, .write = {Q_TAX_RATE_DELETE},
     .show = Q_TAX_RATE_GET, .status = 204},
    {.method = NULL},
};
