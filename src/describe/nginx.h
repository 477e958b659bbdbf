/* What nginx has to know of the routes: pools, limits, and what anyone may ask. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_DESCRIBE_NGINX_H
#define ORDERD_DESCRIBE_NGINX_H

#include <stdio.h>

/* Writes maps for nginx's http level: by canonical path $orderd_pool, $orderd_public, $orderd_open
 * and $limit_stream, by method and path a $limit_<zone> for each limit. A $limit_… holds
 * $limit_address (defined elsewhere) or nothing. */
void nginx_routes_write(FILE *out);

/* Writes locations to stand inside the one that passes requests on: one for each route that
 * streams, with its own limit on the body, and one for each that takes a body of anyone. */
void nginx_locations_write(FILE *out);

#endif
