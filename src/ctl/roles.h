/* Whom the migrations give rights to. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_ROLES_H
#define ORDERD_CTL_ROLES_H

#include "ctl/ctl.h"

/* The migrations' folder for the roles in ctl's connection strings: `folder` itself where they are
 * those that it names, else a copy that names them, which roles_done removes. NULL after saying
 * why. */
const char *roles_migrations(struct ctl *ctl, const char *folder)
    __attribute__((warn_unused_result));

/* Removes `named` if it is not `folder`. */
void roles_done(struct ctl *ctl, const char *folder, const char *named);

#endif
