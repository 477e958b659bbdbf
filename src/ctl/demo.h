/* What the demonstration holds. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_DEMO_H
#define ORDERD_CTL_DEMO_H

#include "db/queries.h"

/* Rows of values, by the names that statements bind; each list ends with P_NONE. */
enum { DEMO_COLUMNS = 8 };

struct demo_row {
    struct {
        enum parameter name;
        const char *text;
    } columns[DEMO_COLUMNS];
};

extern const struct demo_row demo_customers[], demo_products[], demo_users[];

#endif
