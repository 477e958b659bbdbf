/* orderctl cell: other companies on this host, each with a database, roles, keys, units and a site
 * of its own. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/program.h"
#include "ctl/setup.h"
#include "db/client.h"

#ifndef ORDERD_DATA
#define ORDERD_DATA "/usr/share/orderd"
#endif
#ifndef ORDERD_TLS
#define ORDERD_TLS "/etc/orderd/tls"
#endif

static const struct field fields[] = {
    {.name = "name", .type = F_TEXT, .required = ALWAYS, .least = 1, .most = 100},
    {.name = "yes", .type = F_BOOL},
    {.name = "drop", .type = F_BOOL},
    {.name = "server", .type = F_TEXT, .least = 1, .most = 1000, .secret = true},
    {.name = NULL},
};
const struct schema cell_remove_options = {.name = "CellRemove", .fields = fields};

/* The settings of a cell that is removed lie beside where they stood. */
static const char *kept(struct ctl *ctl)
{
    return cell_file(ctl->arena, ctl->cell, CELL_KEPT);
}

/* ---- add ---- */

enum ctl_exit cell_add(struct ctl *ctl)
{
    if (geteuid() != 0)
        return ctl_fail("cell add changes the system: run it as root");
    if (access(cell_file(ctl->arena, NULL, NULL), F_OK) != 0)
        return ctl_fail("the first company comes first: orderctl setup");
    if (!cell_use(ctl, values_get(&ctl->values, P_NAME)))
        return CTL_USAGE;
    /* What remove has kept goes on. */
    if (access(ctl->path, F_OK) != 0 && rename(kept(ctl), ctl->path) != 0 && errno != ENOENT)
        return ctl_fail("%s: %s", ctl->path, strerror(errno));
    return setup(ctl);
}

/* ---- list ---- */

static void tell(struct ctl *ctl, const char *cell, const char *name, const char *state)
{
    struct conf conf;
    char why[600];
    bool fine = conf_load(&conf, cell_file(ctl->arena, cell, name), why, sizeof why);
    printf("%-32s %-8s %s\n", cell, state, fine ? conf.issuer : why);
}

enum ctl_exit cell_list(struct ctl *ctl)
{
    for (const char *const *cell = cell_names(ctl->arena, CELL_SETTINGS); *cell; cell++)
        tell(ctl, *cell, CELL_SETTINGS, "there");
    for (const char *const *cell = cell_names(ctl->arena, CELL_KEPT); *cell; cell++)
        tell(ctl, *cell, CELL_KEPT, "removed");
    return CTL_OK;
}

/* ---- remove ---- */

static bool agreed(struct ctl *ctl)
{
    char line[100] = "";
    if (values_true(&ctl->values, P_YES))
        return true;
    printf("%s goes%s. Its name, to go on: ", ctl->conf.issuer,
           values_true(&ctl->values, P_DROP) ? " with its database and keys, for good" : "");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin))
        line[0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    if (strcmp(line, ctl->cell) == 0)
        return true;
    ctl_fail("%s stays (--yes does not ask)", ctl->cell);
    return false;
}

/* Without a reload, which would close connections of the others: nginx finds nobody who answers. */
static bool close_site(struct ctl *ctl)
{
    const char *const words[] = {"rm", "-rf", cell_site(ctl->arena, ctl->cell, ""), NULL};
    return program_do(ctl->arena, words);
}

static bool stop(struct ctl *ctl)
{
    const char *service = cell_unit(ctl->arena, ctl->cell, "orderd.service");
    const char *relay = cell_unit(ctl->arena, ctl->cell, "orderd-relay.service");
    const char *sockets = cell_unit(ctl->arena, ctl->cell, "orderd-*.socket");
    const char *const disable[] = {"systemctl", "--quiet", "disable", service, relay, NULL};
    const char *const end[] = {"systemctl", "stop", service, relay, sockets, NULL};
    if (!setup_has_systemd())
        return puts("systemd does not run here: stop orderd and orderd-relay yourself") >= 0;
    return program_do(ctl->arena, disable) && program_do(ctl->arena, end);
}

static bool keep(struct ctl *ctl)
{
    if (rename(ctl->path, kept(ctl)) == 0 || errno == ENOENT)
        return true;
    ctl_fail("%s: %s", ctl->path, strerror(errno));
    return false;
}

/* Not the settings and keys of a database that is still there. */
static bool drop_database(struct ctl *ctl)
{
    char why[300];
    setenv("NEW_DATABASE", cell_database(ctl->arena, ctl->cell), 1);
    bool fine = setup_superuser(ctl, "--file", ORDERD_DATA "/sql/roles-drop.sql");
    unsetenv("NEW_DATABASE");
    if (!fine || !client_reaches(ctl->conf.admin_database, why, sizeof why))
        return fine;
    ctl_fail("its database is still there: --server says how a superuser reaches it");
    return false;
}

static bool forget(struct ctl *ctl)
{
    const char *host = conf_host(ctl->arena, &ctl->conf);
    const char *const words[] = {"rm",
                                 "-rf",
                                 arena_printf(ctl->arena, "/var/lib/orderd/cells/%s", ctl->cell),
                                 arena_printf(ctl->arena, ORDERD_TLS "/%s.pem", host),
                                 arena_printf(ctl->arena, ORDERD_TLS "/%s.key", host),
                                 cell_file(ctl->arena, ctl->cell, ""),
                                 NULL};
    return drop_database(ctl) && program_do(ctl->arena, words);
}

/* Where it stands is found again by whoever says it once more. */
static bool find(struct ctl *ctl)
{
    char why[600];
    const char *standing = ctl->path, *removed = kept(ctl);
    if (access(standing, F_OK) != 0 && access(removed, F_OK) != 0)
        return ctl_fail("there is no cell %s", ctl->cell) == CTL_OK;
    ctl->path = access(standing, F_OK) == 0 ? standing : removed;
    bool fine = ctl_settings(ctl, why, sizeof why);
    ctl->path = standing;
    return fine || ctl_fail("%s", why) == CTL_OK;
}

enum ctl_exit cell_remove(struct ctl *ctl)
{
    if (geteuid() != 0)
        return ctl_fail("cell remove changes the system: run it as root");
    if (!cell_use(ctl, values_get(&ctl->values, P_NAME)))
        return CTL_USAGE;
    if (!find(ctl) || !agreed(ctl) || !close_site(ctl) || !stop(ctl) || !keep(ctl) ||
        (values_true(&ctl->values, P_DROP) && !forget(ctl)))
        return CTL_FAILED;
    printf("%s is removed%s; nginx answers 502 there until it is reloaded\n", ctl->conf.issuer,
           values_true(&ctl->values, P_DROP) ? " with all it had"
                                             : ", its database and keys are kept");
    return CTL_OK;
}
