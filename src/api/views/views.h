/* How people want to see lists. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_VIEWS_VIEWS_H
#define ORDERD_API_VIEWS_VIEWS_H

#include "gateway/route.h"

extern const struct schema view_in, view_change_in, view_out, view_query;

handler view_create; /* of a list that they may open */
handler view_change; /* one's own; admins also take care of what others share */

#endif
