/* Tax: rates by country, region and class, and asking before there is an order. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_TAX_TAX_H
#define ORDERD_API_TAX_TAX_H

#include "gateway/route.h"

extern const struct schema tax_rate_in, tax_rate_out, tax_calculate_in, tax_cost_out;

handler
    tax_rate_create; /* of a country that is known, and in place of another rate if one is named */
handler tax_calculate; /* what tax items would have */

#endif
