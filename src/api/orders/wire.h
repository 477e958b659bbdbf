/* What the tables of orders on the wire share: which of their fields is whose. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_ORDERS_WIRE_H
#define ORDERD_API_ORDERS_WIRE_H

#include "json/schema.h"

enum {
    SENT = IN | CHANGE,
    QUOTE = USE_OWN,
    STATUS = USE_OWN << 1,
    NOTE = USE_OWN << 2,
    SHIP = USE_OWN << 3,
    RETURN = USE_OWN << 4,
    RECEIVE = USE_OWN << 5,
    MEND = USE_OWN << 6,
    FILTERED = USE_OWN << 7,
    CHOSEN = USE_OWN << 8,
    SLIP = USE_OWN << 9,
    CHOICE = USE_OWN << 10,
    LINES = USE_OWN << 11,
};
#define BACK RETURN | RECEIVE
#define EXPORT FILTERED | CHOSEN

/* A line that leaves, comes back, or has come. */
extern const struct schema shipment_item_in, return_item_in, return_receive_item_in;

#endif
