/* Discount codes. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/discounts/discounts.h"

const struct route discounts_routes[] = {
    {ROUTE("GET", "/discount-codes", MANAGER, API, "discounts", "List discount codes"),
     .facts = {Q_DISCOUNT_CODES_LIST}, .answer = &discount_code_out},
    {ROUTE("POST", "/discount-codes", MANAGER, API, "discounts", "Create a discount code"),
     .flags = R_CREATES, .body = &discount_code_in,
     .facts = {Q_DISCOUNT_CODE_NEW, Q_DISCOUNT_SCOPE}, .handler = discount_code_create,
     .write = {Q_DISCOUNT_CODE_CREATE}, .show = Q_DISCOUNT_CODE_GET, .status = 201,
     .answer = &discount_code_out},
    {ROUTE("DELETE", "/discount-codes/{id}", MANAGER, API, "discounts",
           "End a discount code; orders that have it keep it"),
     .flags = R_NO_CONTENT, .facts = {Q_DISCOUNT_CODE_GET}, .write = {Q_DISCOUNT_CODE_END},
     .show = Q_DISCOUNT_CODE_GET, .status = 204},
    {ROUTE("GET", "/discount-codes/{id}", MANAGER, API, "discounts", "Get a discount code"),
     .facts = {Q_DISCOUNT_CODE_GET}, .answer = &discount_code_out},
    {ROUTE("PATCH PUT", "/discount-codes/{id}", MANAGER, API, "discounts",
           "Change a discount code; orders that have it keep their terms"),
     .body = &discount_code_change_in, .facts = {Q_DISCOUNT_CODE_GET, Q_DISCOUNT_SCOPE},
     .handler = discount_code_change, .write = {Q_DISCOUNT_CODE_UPDATE},
     .show = Q_DISCOUNT_CODE_GET, .answer = &discount_code_out},
    {.method = NULL},
};
