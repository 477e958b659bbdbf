/* What nginx has to know of the routes: pools, limits and which answers are public. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_NGINX_H
#define ORDERD_GATEWAY_NGINX_H

#include <stdio.h>

/* Writes maps by canonical path for nginx's http level: $orderd_pool, $orderd_public and a
 * $limit_<zone> for each limit, which holds $limit_address (defined elsewhere) or nothing. */
void nginx_routes_write(FILE *out);

/* Writes a location for each route that streams, to stand inside the one that passes requests on:
 * its own limit on the body, and a reply that is passed on as it comes. */
void nginx_streams_write(FILE *out);

#endif
