/* Webhooks: other programs' addresses that are called when something happens. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_WEBHOOKS_WEBHOOKS_H
#define ORDERD_API_WEBHOOKS_WEBHOOKS_H

#include "gateway/list.h"
#include "gateway/route.h"

extern const struct schema webhook_in, webhook_change_in, webhook_out, webhook_made_out,
    rotation_in;
extern const struct schema delivery_query, delivery_out, delivery_shown_out, replay_in, replay_out;
extern const struct list deliveries_list;

handler webhook_create; /* a secret for it; its address and events */
handler webhook_change; /* its address and events, where they are sent */
handler webhook_rotate; /* another secret; the one before signs on for a while */

handler delivery_retry; /* not of what was delivered or is under way */
handler test_prepare;   /* the webhook's id, which the delivery's takes the place of */
handler test_create;    /* not of a webhook that is off */
handler webhook_replay; /* not of a webhook that is off, nor of too many events at once */

#endif
