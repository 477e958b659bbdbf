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
    size_t count = 0;
    while (params[count])
        count++;
    char **kept = arena_alloc(arena, (count + 1) * sizeof *kept);
    for (size_t i = 0; i < count; i++)
        kept[i] = arena_strdup(arena, params[i]);
    struct request *r = request_new(service, arena, kept);
    r->route = route;
    return r;
}

#define REQUEST(arena, service, route, ...)                                                        \
    unit_request(arena, service, route, (const char *const[]){__VA_ARGS__, NULL})

#endif
