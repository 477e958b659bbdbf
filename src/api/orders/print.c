/* Slips that were printed. */
/* SPDX-License-Identifier: MIT */
#include "api/orders/orders.h"

static void refuse(struct request *r, const char *list, const char *place, const char *detail)
{
    if (place)
        request_invalid(r, arena_printf(r->arena, "/%s/%s", list, place), "unknown", detail, NULL);
}

enum error orders_printed(struct request *r)
{
    const struct rows *named = request_fact(r, Q_PRINTING_NEW);
    refuse(r, "order_ids", rows_text(named, 0, "unknown_order"), "is not an order");
    refuse(r, "shipment_ids", rows_text(named, 0, "unknown_shipment"), "is not a shipment");
    return r->invalid.count ? E_INVALID_FIELDS : E_OK;
}
