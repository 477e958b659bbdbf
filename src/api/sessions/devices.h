/* Devices that people have signed in from: each shows so by a cookie, and nothing is stored. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_SESSIONS_DEVICES_H
#define ORDERD_API_SESSIONS_DEVICES_H

#include "gateway/request.h"

/* The device that asks as an attempt's origin, "device:ID" in the arena; NULL when this account
 * (NULL: nobody's) has not signed in from it, or over 400 days ago. */
const char *device_origin(struct request *r, const char *user_id);

/* Has the device remember that this account signs in from it. `origin` is what device_origin told
 * of it, or NULL for one that shall have a new identity. */
void device_remember(struct request *r, const char *user_id, const char *origin);

#endif
