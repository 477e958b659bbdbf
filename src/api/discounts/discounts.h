/* Discount codes. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_DISCOUNTS_DISCOUNTS_H
#define ORDERD_API_DISCOUNTS_DISCOUNTS_H

#include "gateway/route.h"

extern const struct schema discount_code_in, discount_code_change_in, discount_code_out;

handler discount_code_create; /* whose value fits its kind */
handler discount_code_change; /* If-Match; of one that has not ended */

#endif
