/* Answered by the pool that has no database, so also when nothing else is. */
/* SPDX-License-Identifier: MIT */
#include "api/service/metrics.h"

#include "base/metric_text.h"
#include "gateway/meter.h"

enum error metrics_show(struct request *r)
{
    meter_write(&r->reply.body);
    r->reply.type = METRIC_MEDIA_TYPE;
    r->replied = true;
    return E_OK;
}
