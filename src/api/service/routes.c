/* Whether the service works. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/service/health.h"
#include "api/service/metrics.h"

const struct route service_routes[] = {
    {ROUTE("GET", "/health", ANYONE, API, "service", "Whether the service can work"),
     .flags = R_NO_TOKEN | R_NO_DB, .handler = health_ready, .answer = &health_out},
    {ROUTE("GET", "/health/live", ANYONE, LIVE, "service", "Whether the service is alive"),
     .flags = R_NO_TOKEN | R_NO_DB, .handler = health_live, .answer = &health_out},
    {ROUTE("GET", "/health/ready", ANYONE, API, "service", "Whether the service can work"),
     .flags = R_NO_TOKEN | R_NO_DB, .handler = health_ready, .answer = &health_out},
    {ROUTE("GET", "/metrics", ANYONE, LIVE, "service", "What is counted, for Prometheus"),
     .flags = R_NO_TOKEN | R_NO_DB | R_PRIVATE, .handler = metrics_show},
    {.method = NULL},
};
