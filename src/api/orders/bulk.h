/* The actions that POST /orders/bulk knows, and the requests that they stand for. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_ORDERS_BULK_H
#define ORDERD_API_ORDERS_BULK_H

#include "json/schema.h"

enum { BULK_MOST = 100 };

struct bulk_action {
    const char *name;
    const char *method;
    const char *path;   /* behind /orders/{id} */
    const char *status; /* the status asked for, or NULL */
};

extern const struct bulk_action bulk_actions[]; /* ended by a NULL name */

#endif
