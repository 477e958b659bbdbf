/* A request for a test, as a worker makes it of CGI parameters. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_TESTS_UNIT_REQUEST_H
#define ORDERD_TESTS_UNIT_REQUEST_H

#include "gateway/gateway.h"
#include "gateway/route.h"
#include "unit.h"

/* The parameters are "NAME=value"s and a NULL; `service` may be NULL where nothing of it is asked.
 */
static inline struct request *unit_request(struct arena *arena, struct service *service,
                                           const struct route *route, const char *const *params)
{
    struct request *r = request_new(service, arena, (char **)(uintptr_t)params);
    r->route = route;
    return r;
}

#define REQUEST(arena, service, route, ...)                                                        \
    unit_request(arena, service, route, (const char *const[]){__VA_ARGS__, NULL})

#endif
