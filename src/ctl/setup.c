/* orderctl setup: from an installed program to a shop that is open. What is done already stays. */
/* SPDX-License-Identifier: MIT */
#include "ctl/setup.h"

#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
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

enum { WORDS_MOST = 32, ISSUER_SCHEME = 8 /* https:// */ };

static const struct field fields[] = {
    {.name = "host", .type = F_TEXT, .least = 1, .most = 253},
    {.name = "admin", .type = F_EMAIL},
    {.name = "server", .type = F_TEXT, .least = 1, .most = 1000, .secret = true},
    {.name = NULL},
};
const struct schema setup_options = {.name = "Setup", .fields = fields};

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

bool setup_setting(struct ctl *ctl, const char *name, const char *value)
{
    struct edit edit;
    char why[600];
    const struct group *group = getgrnam("orderd");
    if (!edit_open(&edit, ctl->arena, ctl->path, ORDERD_DATA "/orderd.conf"))
        return false;
    edit_set(&edit, name, arena_printf(ctl->arena, " = \"%s\"", value));
    if (!edit_save(&edit, 0640, group ? group->gr_gid : (gid_t)-1))
        return false;
    if (ctl_settings(ctl, why, sizeof why))
        return true;
    ctl_fail("%s", why);
    return false;
}

static bool settings(struct ctl *ctl)
{
    char why[600];
    const char *host = values_get(&ctl->values, P_HOST);
    if (host && strcspn(host, " \t\"/:@;{}") != strlen(host)) {
        ctl_fail("%s is not the name of a host", host);
        return false;
    }
    if (!host && access(ctl->path, F_OK) != 0) {
        ctl_fail("--host says at which name people will find the shop: orders.example.com");
        return false;
    }
    if (host)
        return setup_setting(ctl, "issuer", arena_printf(ctl->arena, "https://%s", host));
    if (ctl_settings(ctl, why, sizeof why))
        return true;
    ctl_fail("%s", why);
    return false;
}

/* ---- keys and people ---- */

static bool make_keys(struct ctl *ctl)
{
    char self[4096] = "";
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        return false;
    const char *const words[] = {self, "-c", ctl->path, "keys", "init", NULL};
    struct program program = {.words = words, .keep_output = true};
    if (!setup_run_as(ctl, "orderd", &program))
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

/* Reloads what runs, and starts what doesn't. */
static bool start(struct ctl *ctl)
{
    static const char *const enable[] = {"systemctl", "--quiet",      "enable",
                                         "orderd",    "orderd-relay", NULL};
    static const char *const begin[] = {"systemctl", "reload-or-restart", "orderd", NULL};
    static const char *const anew[] = {"systemctl", "restart", "orderd-relay", NULL};
    struct program first = {.words = enable}, second = {.words = begin}, third = {.words = anew};
    if (access("/run/systemd/system", F_OK) != 0)
        return puts("systemd does not run here: start orderd and orderd-relay yourself") >= 0;
    return program_run(&first, ctl->arena) && program_run(&second, ctl->arena) &&
           program_run(&third, ctl->arena) && puts("orderd and orderd-relay are started") >= 0;
}

enum ctl_exit setup(struct ctl *ctl)
{
    if (geteuid() != 0)
        return ctl_fail("setup changes the system: run it as root");
    if (!ctl->path)
        ctl->path = ORDERD_CONF;
    if (!settings(ctl) || !setup_database(ctl) || !make_keys(ctl) || !make_admin(ctl) ||
        !start(ctl) || !setup_site(ctl, ctl->conf.issuer + ISSUER_SCHEME))
        return CTL_FAILED;
    printf("%s is open; sudo -u orderd orderctl doctor says whether all is well\n",
           ctl->conf.issuer);
    return CTL_OK;
}
