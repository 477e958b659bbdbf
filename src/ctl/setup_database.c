/* The part of setup in PostgreSQL: of this host, or of the server that is named. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "ctl/cell.h"
#include "ctl/migrate.h"
#include "ctl/program.h"
#include "ctl/setup.h"
#include "db/client.h"

#ifndef ORDERD_DATA
#define ORDERD_DATA "/usr/share/orderd"
#endif

const char *setup_superuser(struct ctl *ctl, const char *option, const char *what)
{
    const char *server = values_get(&ctl->values, P_SERVER);
    const char *const words[] = {"psql",
                                 "--no-psqlrc",
                                 "--no-password",
                                 "--quiet",
                                 "--tuples-only",
                                 "--no-align",
                                 "--set=ON_ERROR_STOP=1",
                                 option,
                                 what,
                                 server ? NULL : "postgres",
                                 NULL};
    struct program program = {.words = words, .conninfo = server, .keep_output = true};
    bool fine =
        server ? program_run(&program, ctl->arena) : setup_run_as(ctl, "postgres", &program);
    return fine ? program.output : NULL;
}

/* Where the roles find the server. Passwords over TCP are what PostgreSQL lets in as it comes, so
 * nobody has to edit its pg_hba.conf. */
static const char *place(struct ctl *ctl)
{
    const char *server = values_get(&ctl->values, P_SERVER);
    if (server) {
        const char *where = client_place(ctl->arena, server);
        if (!where)
            ctl_fail("--server is not a connection string of libpq");
        return where;
    }
    const char *port = setup_superuser(ctl, "--command", "SHOW port");
    return port ? arena_printf(ctl->arena, "host=127.0.0.1 port=%.*s", (int)strcspn(port, "\n"),
                               port)
                : NULL;
}

/* Roles with new passwords, which the settings then have. psql takes them from its environment,
 * which nobody else can read. */
static bool make_roles(struct ctl *ctl)
{
    const char *owner = crypto_secret(ctl->arena), *app = crypto_secret(ctl->arena);
    const char *where = place(ctl);
    const char *name = cell_database(ctl->arena, ctl->cell);
    if (!where || setenv("NEW_OWNER_PASSWORD", owner, 1) != 0 ||
        setenv("NEW_APP_PASSWORD", app, 1) != 0 || setenv("NEW_DATABASE", name, 1) != 0)
        return false;
    bool fine = setup_superuser(ctl, "--file", ORDERD_DATA "/sql/roles.sql");
    unsetenv("NEW_OWNER_PASSWORD");
    unsetenv("NEW_APP_PASSWORD");
    unsetenv("NEW_DATABASE");
    static const char conninfo[] = "%s dbname=%s user=%s_%s password=%s";
    return fine &&
           setup_setting(ctl, "database",
                         arena_printf(ctl->arena, conninfo, where, name, name, "app", app)) &&
           setup_setting(ctl, "admin_database",
                         arena_printf(ctl->arena, conninfo, where, name, name, "owner", owner));
}

bool setup_database(struct ctl *ctl)
{
    char why[300];
    bool reached = client_reaches(ctl->conf.database, why, sizeof why) &&
                   client_reaches(ctl->conf.admin_database, why, sizeof why);
    if (!reached && !make_roles(ctl))
        return false;
    if (!migrations_deploy(ctl))
        return false;
    printf("the database is %s and has this version's tables\n", reached ? "there" : "made");
    return true;
}
