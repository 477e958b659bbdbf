/* Users made at the shell. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_USER_H
#define ORDERD_CTL_USER_H

#include "ctl/ctl.h"

/* Makes the user that ctl->values describe: email, password, role, first_name, last_name and,
 * when not null, department (by name). False after saying why. */
bool user_make(struct ctl *ctl) __attribute__((warn_unused_result));

#endif
