/* What each desk does. The table of them is in relay.c. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_DESKS_H
#define ORDERD_RELAY_DESKS_H

#include "relay/desk.h"

desk_work chores_work;   /* does what is due because time went by */
desk_work mail_work;     /* sends the mails that are due, one at a time */
desk_work numbers_work;  /* gives committed events their numbers, and says who is to hear of them */
desk_work payments_work; /* asks providers again for what they have left open */
desk_work streams_work;  /* sends live events to those who listen */

desk_work webhooks_work; /* calls webhooks, and records what came of it */

#endif
