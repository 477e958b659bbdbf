/* Whether orderd is alive and able to work. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_SERVICE_HEALTH_H
#define ORDERD_API_SERVICE_HEALTH_H

#include "gateway/route.h"

extern const struct schema health_out;

handler health_live;  /* the worker answers */
handler health_ready; /* and its database does, too; 503 when not */

#endif
