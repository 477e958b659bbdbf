/* orderctl setup: from an installed program to a shop that is open. What is done already stays. */
/* SPDX-License-Identifier: MIT */
#include "ctl/setup.h"

#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/edit.h"
#include "ctl/program.h"
#include "ctl/user.h"

#ifndef ORDERD_CONF
#define ORDERD_CONF "/etc/orderd/orderd.conf"
#endif
#ifndef ORDERD_DATA
#define ORDERD_DATA "/usr/share/orderd"
#endif

enum { WORDS_MOST = 32 };

static const struct field fields[] = {
    {.name = "name", .type = F_TEXT, .required = ALWAYS, .least = 1, .most = 100},
    {.name = "host", .type = F_TEXT, .least = 1, .most = 253},
    {.name = "admin", .type = F_EMAIL},
    {.name = "server", .type = F_TEXT, .least = 1, .most = 1000, .secret = true},
    {.name = NULL},
};
const struct schema cell_add_options = {.name = "CellAdd", .fields = fields};
const struct schema setup_options = {.name = "Setup", .fields = fields + 1};

bool setup_run_as(struct ctl *ctl, const char *account, struct program *program)
{
    const char *words[WORDS_MOST] = {"setpriv", "--reuid",       account, "--regid",
                                     account,   "--init-groups", "--"};
    size_t count = 7;
    for (const char *const *word = program->words; *word && count < WORDS_MOST - 1; word++)
        words[count++] = *word;
    struct program as = *program;
    as.words = words;
    bool fine = program_run(&as, ctl->arena);
    program->output = as.output;
    return fine;
}

/* ---- settings ---- */

static void set(struct edit *edit, const char *name, const char *value)
{
    edit_set(edit, name, arena_printf(edit->arena, " = \"%s\"", value));
}

/* A new cell has nothing of the first company's from its first line on, wherever this ends. */
static void set_own(struct ctl *ctl, struct edit *edit)
{
    static const char *const roots[] = {"/var/lib/orderd", "/run/orderd"};
    const char *database = cell_database(ctl->arena, ctl->cell);
    static const char conninfo[] = "dbname=%s user=%s_%s";
    set(edit, "database", arena_printf(ctl->arena, conninfo, database, database, "app"));
    set(edit, "admin_database", arena_printf(ctl->arena, conninfo, database, database, "owner"));
    for (const struct conf_row *row = conf_rows; row < conf_rows + conf_row_count; row++)
        for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
            if (strncmp(row->standard, roots[i], strlen(roots[i])) == 0)
                set(edit, row->name,
                    arena_printf(ctl->arena, "%s/cells/%s%s", roots[i], ctl->cell,
                                 row->standard + strlen(roots[i])));
}

bool setup_setting(struct ctl *ctl, const char *name, const char *value)
{
    struct edit edit;
    char why[600];
    const struct group *group = getgrnam("orderd");
    if (!edit_open(&edit, ctl->arena, ctl->path, ORDERD_DATA "/orderd.conf"))
        return false;
    if (ctl->cell && edit.is_new)
        set_own(ctl, &edit);
    set(&edit, name, value);
    if (!edit_save(&edit, 0640, group ? group->gr_gid : (gid_t)-1))
        return false;
    if (ctl_settings(ctl, why, sizeof why))
        return true;
    ctl_fail("%s", why);
    return false;
}

/* The folders of a cell, of which those of its keys and mails are made by who needs them. */
static bool folders(struct ctl *ctl)
{
    const char *state = arena_printf(ctl->arena, "/var/lib/orderd/cells/%s", ctl->cell);
    const char *const first[] = {"install", "-d", cell_file(ctl->arena, ctl->cell, ""), NULL};
    const char *const second[] = {
        "install", "-d", "-o", "orderd", "-g", "orderd", "-m", "0700", "/var/lib/orderd/cells",
        state,     NULL};
    return !ctl->cell || (program_do(ctl->arena, first) && program_do(ctl->arena, second));
}

static bool host_is_free(struct ctl *ctl, const char *host)
{
    const char *taken = cell_of_host(ctl, host);
    if (strcspn(host, " \t\"/:@;{}") != strlen(host))
        return ctl_fail("%s is not the name of a host", host) == CTL_OK;
    return !taken || ctl_fail("%s is the site of %s", host, taken) == CTL_OK;
}

static bool settings(struct ctl *ctl)
{
    char why[600];
    const char *host = values_get(&ctl->values, P_HOST);
    if (host && !host_is_free(ctl, host))
        return false;
    if (!host && access(ctl->path, F_OK) != 0) {
        ctl_fail("--host says at which name people will find the shop: orders.example.com");
        return false;
    }
    if (host)
        return folders(ctl) &&
               setup_setting(ctl, "issuer", arena_printf(ctl->arena, "https://%s", host));
    if (ctl_settings(ctl, why, sizeof why))
        return true;
    ctl_fail("%s", why);
    return false;
}

/* ---- keys and people ---- */

/* Root reads the secret; who makes the folder owns it. */
static bool make_keys(struct ctl *ctl)
{
    char self[4096] = "";
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        return false;
    const char *const words[] = {self, "-c", ctl->path, "keys", "init", NULL};
    struct program program = {.words = words, .keep_output = true};
    bool there = access(ctl->conf.keys_dir, F_OK) == 0;
    if (!(there ? program_run(&program, ctl->arena) : setup_run_as(ctl, "orderd", &program)))
        return false;
    fputs(program.output, stdout);
    return true;
}

/* The first of all administrators, who sets a password by the link. */
static bool make_admin(struct ctl *ctl)
{
    struct values *values = &ctl->values;
    const char *email = values_get(values, P_ADMIN);
    values_set(values, P_EMAIL, email);
    const struct rows *known = email ? ctl_ask(ctl, Q_USER_KNOWN) : NULL;
    if (!email || (known && rows_count(known) > 0))
        return true;
    values_set(values, P_ROLE, "admin");
    values_set(values, P_PASSWORD, crypto_secret(ctl->arena));
    if (!known || !user_make(ctl))
        return false;
    printf("the administrator %s sets a password within 30 minutes (later: orderctl user "
           "reset-link)\n",
           email);
    return user_reset_link(ctl) == CTL_OK;
}

/* ---- services ---- */

bool setup_has_systemd(void)
{
    return access("/run/systemd/system", F_OK) == 0;
}

/* Reloads what runs, and starts what doesn't. */
static bool start(struct ctl *ctl)
{
    const char *service = cell_unit(ctl->arena, ctl->cell, "orderd.service");
    const char *relay = cell_unit(ctl->arena, ctl->cell, "orderd-relay.service");
    const char *const enable[] = {"systemctl", "--quiet", "enable", service, relay, NULL};
    const char *const begin[] = {"systemctl", "reload-or-restart", service, NULL};
    const char *const anew[] = {"systemctl", "restart", relay, NULL};
    if (!setup_has_systemd())
        return puts("systemd does not run here: start orderd and orderd-relay yourself") >= 0;
    return program_do(ctl->arena, enable) && program_do(ctl->arena, begin) &&
           program_do(ctl->arena, anew) && printf("%s and %s are started\n", service, relay) > 0;
}

/* Who brings the first company to this version brings them all. */
static bool others(struct ctl *ctl)
{
    bool fine = true;
    if (ctl->cell || strcmp(ctl->path, ORDERD_CONF) != 0)
        return true;
    for (const char *const *cell = cell_names(ctl->arena, CELL_SETTINGS); *cell; cell++) {
        const char *const words[] = {"/proc/self/exe", "--cell", *cell, "setup", NULL};
        struct program program = {.words = words, .keep_output = true};
        bool done = program_run(&program, ctl->arena);
        fputs(done ? program.output : "", stdout);
        fine = (done || ctl_fail("the cell %s is as it was", *cell) == CTL_OK) && fine;
    }
    return fine;
}

enum ctl_exit setup(struct ctl *ctl)
{
    if (geteuid() != 0)
        return ctl_fail("setup changes the system: run it as root");
    if (!ctl->path)
        ctl->path = ORDERD_CONF;
    if (!settings(ctl) || !setup_database(ctl) || !make_keys(ctl) || !make_admin(ctl) ||
        !start(ctl) || !setup_secret(ctl) || !setup_site(ctl, conf_host(ctl->arena, &ctl->conf)))
        return CTL_FAILED;
    printf("%s is open; orderctl%s%s doctor says whether all is well\n", ctl->conf.issuer,
           ctl->cell ? " --cell " : "", ctl->cell ? ctl->cell : "");
    return others(ctl) ? CTL_OK : CTL_FAILED;
}
