/* orderctl relay: what only an operator can decide for it. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "ctl/commands.h"

enum ctl_exit relay_accept(struct ctl *ctl)
{
    values_set(&ctl->values, P_SITE, ctl->conf.issuer);
    const struct rows *feed = ctl_ask(ctl, Q_FEED_ACCEPT);
    if (!feed)
        return CTL_FAILED;
    printf("the relay may tell the world; the feed's name is %s\n", rows_text(feed, 0, "life"));
    return CTL_OK;
}
