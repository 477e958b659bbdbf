/* What nginx has to know of the routes: pools, limits, and what anyone may ask. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DESCRIBE_NGINX_H
#define ORDERD_DESCRIBE_NGINX_H

#include <stdio.h>

/* Writes maps for nginx's http level: by canonical path $orderd_pool, $orderd_public, $orderd_open
 * and $limit_stream, by method and path a $limit_<zone> for each limit and $orderd_relayed, where a
 * request that the relay answers goes on, or nothing. $orderd_route is the path by which orderd
 * knows it. A $limit_… holds $limit_address (defined elsewhere) or nothing. */
void nginx_routes_write(FILE *out);

/* Writes locations to stand inside the one that passes requests on: one for each route that
 * streams, with its own limit on the body, one for each that takes a body of anyone, and two for
 * each that the relay answers: where orderd is asked, and where the relay is. */
void nginx_locations_write(FILE *out);

#endif
