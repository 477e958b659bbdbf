/* orderctl migrate: sqitch, held in so that nobody waits behind it. */
/* SPDX-License-Identifier: MIT */
#include "ctl/migrate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ctl/changes.h"
#include "ctl/commands.h"
#include "ctl/contract.h"
#include "ctl/program.h"
#include "ctl/roles.h"
#include "ctl/setup.h"
#include "db/client.h"
#include "gateway/answers.h"

#ifndef ORDERD_DATA
#define ORDERD_DATA "/usr/share/orderd"
#endif

/* What asks for a lock has all who come later wait behind it, so LOCK_MS is what requests stand. */
enum { LOCK_MS = 1000, TRIES = 30, PAUSE_SECONDS = 1 };

static const struct field fields[] = {
    {.name = "check", .type = F_BOOL},
    {.name = "folder", .type = F_TEXT, .least = 1, .most = 4000},
    {.name = NULL},
};
const struct schema migrate_options = {.name = "Migrate", .fields = fields};

/* As the owner, who alone may read sqitch's registry. */
const char *migrations_done(struct ctl *ctl, char *why, size_t size)
{
    if (!client_reaches(ctl->conf.admin_database, why, size))
        return NULL;
    snprintf(why, size, "psql failed");
    return program_ask(ctl->arena, ctl->conf.admin_database, statements[Q_DOCTOR_MIGRATIONS].sql);
}

bool migrations_have(const char *done, const char *change)
{
    size_t length = strlen(change);
    while (*done && (strcspn(done, "\n") != length || strncmp(done, change, length) != 0)) {
        done += strcspn(done, "\n");
        done += *done == '\n';
    }
    return *done;
}

const char *const *migrations_missing(const char *done, const char *const *from)
{
    const char *const *change = from ? from : changes;
    while (*change && migrations_have(done, *change))
        change++;
    return *change ? change : NULL;
}

/* Of the migrations; setup has no such option. */
static const char *folder(struct ctl *ctl)
{
    const char *named = values_get(&ctl->values, P_FOLDER);
    return named ? named : ORDERD_DATA "/sql";
}

/* --mode change: what is deployed stays when a later one fails. In an empty database nothing can be
 * otherwise than the tests had it, and to look would take as long again. */
static bool run_sqitch(struct ctl *ctl, const char *named, bool is_empty, struct program *program)
{
    const char *const words[] = {"env",
                                 "HOME=/nonexistent",
                                 "SQITCH_FULLNAME=orderd",
                                 "SQITCH_EMAIL=orderd@localhost",
                                 "sqitch",
                                 "--chdir",
                                 named,
                                 "--quiet",
                                 "deploy",
                                 "--mode",
                                 "change",
                                 is_empty ? "--no-verify" : "--verify",
                                 "db:pg:",
                                 NULL};
    *program =
        (struct program){.words = words, .conninfo = ctl->conf.admin_database, .lock_ms = LOCK_MS};
    return geteuid() == 0 ? setup_run_as(ctl, "orderd", program) : program_run(program, ctl->arena);
}

static bool is_of_this_version(const char *line, size_t length)
{
    for (const char *const *change = changes; *change; change++) {
        if (strlen(*change) == length && strncmp(*change, line, length) == 0)
            return true;
    }
    return false;
}

/* A database of a later version has all that this one needs and more, which sqitch would not know.
 */
static bool is_of_later_version(const char *done)
{
    if (migrations_missing(done, NULL))
        return false;
    for (const char *line = done; *line; line += line[0] == '\n') {
        size_t length = strcspn(line, "\n");
        if (length && !is_of_this_version(line, length))
            return true;
        line += length;
    }
    return false;
}

/* What takes something away waits until nobody uses it. */
static bool may_contract(struct ctl *ctl, const char *done)
{
    struct contract contract;
    const char *plan = arena_printf(ctl->arena, "%s/sqitch.plan", folder(ctl));
    if (!contract_find(ctl->arena, plan, done, &contract))
        return ctl_fail("%s: %s", plan, strerror(errno)) == CTL_OK;
    return !contract.change || contract_may_run(ctl, &contract);
}

static bool deploy(struct ctl *ctl, const char *named, bool is_empty)
{
    struct program program;
    for (int n = 1; !run_sqitch(ctl, named, is_empty, &program); n++) {
        if (n == TRIES || !program.output || !strstr(program.output, "lock timeout"))
            return false;
        sleep(PAUSE_SECONDS);
    }
    return true;
}

bool migrations_deploy(struct ctl *ctl)
{
    char why[300];
    const char *done = migrations_done(ctl, why, sizeof why);
    if (!done)
        return ctl_fail("%s", why) == CTL_OK;
    if (is_of_later_version(done))
        return true;
    if (!may_contract(ctl, done))
        return false;
    const char *named = roles_migrations(ctl, folder(ctl));
    bool fine = named && deploy(ctl, named, !*done);
    if (named)
        roles_done(ctl, folder(ctl), named);
    return fine;
}

/* Prints what is missing, and who is in the way of it; fails when something is. A host without the
 * files can look, too. */
static enum ctl_exit check(struct ctl *ctl)
{
    char why[300];
    const char *done = migrations_done(ctl, why, sizeof why);
    if (!done)
        return ctl_fail("%s", why);
    const char *const *missing = migrations_missing(done, NULL);
    bool waits = access(folder(ctl), R_OK) == 0 && !may_contract(ctl, done);
    if (!missing && !waits)
        return puts("the database has all migrations of this version") < 0;
    for (; missing; missing = migrations_missing(done, missing + 1))
        puts(*missing);
    return CTL_FAILED;
}

enum ctl_exit migrate(struct ctl *ctl)
{
    if (values_true(&ctl->values, P_CHECK))
        return check(ctl);
    return migrations_deploy(ctl) ? check(ctl) : CTL_FAILED;
}
