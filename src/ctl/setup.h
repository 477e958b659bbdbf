/* The steps of orderctl setup. Each does what is not done yet and says so in a line; false after
 * saying why it could not. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_SETUP_H
#define ORDERD_CTL_SETUP_H

#include "ctl/ctl.h"

/* Roles, database, their passwords in the settings, migrations. */
bool setup_database(struct ctl *ctl) __attribute__((warn_unused_result));

/* True where systemd runs, and not only lies on the disk (sd_booted(3)). */
bool setup_has_systemd(void);

/* The file of the keys' secret is root's alone, where systemd hands it to the services. */
bool setup_secret(struct ctl *ctl) __attribute__((warn_unused_result));

/* Certificate, names and nginx's own link to the site `host`. */
bool setup_site(struct ctl *ctl, const char *host) __attribute__((warn_unused_result));

/* Sets one line of the settings file, which it makes where there is none, and reads it again. */
bool setup_setting(struct ctl *ctl, const char *name, const char *value)
    __attribute__((warn_unused_result));

/* What psql prints as PostgreSQL's superuser, who is the account postgres here or whom --server
 * says; `option` is --command or --file. In the arena; NULL after saying why. */
const char *setup_superuser(struct ctl *ctl, const char *option, const char *what)
    __attribute__((warn_unused_result));

/* Runs a program as the account `account`; as program_run. `words` ends with NULL. */
struct program;
bool setup_run_as(struct ctl *ctl, const char *account, struct program *program)
    __attribute__((warn_unused_result));

#endif
