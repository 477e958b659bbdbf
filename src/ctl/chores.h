/* Chores by hand, for the commands that do them. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_CHORES_H
#define ORDERD_CTL_CHORES_H

#include "chores/chores.h"
#include "ctl/ctl.h"

/* Does all chores of a kind to their end, prints what they tell and adds up what they did. */
enum ctl_exit chores_by_hand(struct ctl *ctl, enum chore_kind kind, int64_t *count)
    __attribute__((warn_unused_result));

#endif
