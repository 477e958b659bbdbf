/* What the service has counted. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_SERVICE_METRICS_H
#define ORDERD_API_SERVICE_METRICS_H

#include "gateway/route.h"

handler metrics_show;

#endif
