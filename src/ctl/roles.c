/* Migrations name the roles of the first company; for those of another they are copied. */
/* SPDX-License-Identifier: MIT */
#include "ctl/roles.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/program.h"
#include "db/client.h"

static const char app_standard[] = "orderd_app", owner_standard[] = "orderd_owner";

/* A user that the string does not name is the system's business. */
static const char *role(struct ctl *ctl, const char *conninfo, const char *standard)
{
    const char *user = client_user(ctl->arena, conninfo);
    return user ? user : standard;
}

/* As it may stand in a statement without quotes. */
static bool is_plain(const char *name)
{
    return *name && !strchr("0123456789", *name) &&
           !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static bool copy(struct ctl *ctl, const char *from, const char *to, const char *app,
                 const char *owner)
{
    static const char script[] = "cp -R \"$1/.\" \"$2\" && find \"$2\" -name '*.sql' -exec "
                                 "sed -i \"s/\\borderd_app\\b/$3/g; s/\\borderd_owner\\b/$4/g\" {} "
                                 "+ && chmod -R a+rX \"$2\"";
    const char *const words[] = {"sh", "-c", script, "sh", from, to, app, owner, NULL};
    return program_do(ctl->arena, words);
}

const char *roles_migrations(struct ctl *ctl, const char *folder)
{
    const char *app = role(ctl, ctl->conf.database, app_standard);
    const char *owner = role(ctl, ctl->conf.admin_database, owner_standard);
    if (strcmp(app, app_standard) == 0 && strcmp(owner, owner_standard) == 0)
        return folder;
    char *named = arena_strdup(ctl->arena, "/tmp/orderd-migrations-XXXXXX");
    if (!is_plain(app) || !is_plain(owner))
        ctl_fail("migrations can't name the roles %s and %s: small letters, digits and _", app,
                 owner);
    else if (!mkdtemp(named))
        ctl_fail("%s: %s", named, strerror(errno));
    else if (copy(ctl, folder, named, app, owner))
        return named;
    else
        roles_done(ctl, folder, named);
    return NULL;
}

void roles_done(struct ctl *ctl, const char *folder, const char *named)
{
    const char *const words[] = {"rm", "-rf", named, NULL};
    if (strcmp(folder, named) != 0 && !program_do(ctl->arena, words))
        ctl_fail("%s is left", named);
}
