/* The checks of orderctl doctor that have a file of their own. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_DOCTOR_H
#define ORDERD_CTL_DOCTOR_H

#include "ctl/ctl.h"

/* Each false when something is wrong. */
bool doctor_accounts(struct ctl *ctl);
bool doctor_cluster(struct ctl *ctl);
bool doctor_names(struct ctl *ctl);
bool doctor_chores(struct ctl *ctl); /* of a database that doctor_database found sound */
bool doctor_keys(struct ctl *ctl);   /* the same */
bool doctor_payments(struct ctl *ctl);
bool doctor_relay(struct ctl *ctl);
bool doctor_database(struct ctl *ctl); /* and what is in it, if it can be reached */

#endif
