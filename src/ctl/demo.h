/* What the demonstration holds. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_DEMO_H
#define ORDERD_CTL_DEMO_H

#include "base/values.h"

/* Rows of values, by the names that statements bind; each list ends with a NULL name. */
enum { DEMO_COLUMNS = 8 };

struct demo_row {
    struct value columns[DEMO_COLUMNS];
};

extern const struct demo_row demo_customers[], demo_products[], demo_users[];

#endif
