/* What happened, for those who may see it. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_EVENTS_EVENTS_H
#define ORDERD_API_EVENTS_EVENTS_H

#include "gateway/route.h"

extern const struct schema events_query, events_out;

handler events_after; /* reads from where to go on: "N", or "LIFE:N" */
handler events_page;  /* refuses who would miss something */
handler event_listen; /* says to nginx who listens, and to what; the relay does the rest */

#endif
