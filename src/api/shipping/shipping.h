/* What shipping costs: rates by weight, and asking before there is an order. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_SHIPPING_SHIPPING_H
#define ORDERD_API_SHIPPING_SHIPPING_H

#include "gateway/route.h"

extern const struct schema rate_in, rate_out, calculate_in, calculate_out;

handler rate_create;        /* checks that the weights are a range */
handler shipping_calculate; /* what shipping costs, of items or of a weight */

#endif
