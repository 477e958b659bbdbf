/* What nginx has to know of the routes: pools, limits and which answers are public. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_GATEWAY_NGINX_H
#define ORDERD_GATEWAY_NGINX_H

#include <stdio.h>

/* Writes maps by canonical path for nginx's http level: $orderd_pool, $orderd_public and a
 * $limit_<zone> for each limit, which holds $limit_address (defined elsewhere) or nothing. */
void nginx_routes_write(FILE *out);

#endif
