/* orderctl, the operator's command: a table of commands and their options. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/routes.h"
#include "base/crypto.h"
#include "base/log.h"
#include "ctl/cell.h"
#include "ctl/commands.h"
#include "ctl/options.h"
#include "describe/nginx.h"
#include "describe/openapi/openapi.h"
#include "describe/routes.h"

#ifndef ORDERD_CONF
#define ORDERD_CONF "/etc/orderd/orderd.conf"
#endif

static enum ctl_exit conf_example(struct ctl *ctl)
{
    (void)ctl;
    conf_write_example(stdout);
    return CTL_OK;
}

static enum ctl_exit openapi(struct ctl *ctl)
{
    (void)ctl;
    openapi_write(stdout);
    return CTL_OK;
}

static enum ctl_exit nginx_routes(struct ctl *ctl)
{
    (void)ctl;
    nginx_routes_write(stdout);
    return CTL_OK;
}

static enum ctl_exit nginx_locations(struct ctl *ctl)
{
    (void)ctl;
    nginx_locations_write(stdout);
    return CTL_OK;
}

static enum ctl_exit print_routes(struct ctl *ctl)
{
    (void)ctl;
    routes_write(stdout);
    return CTL_OK;
}

/* clang-format off */
static const struct command commands[] = {
    {.name = "after-restore", .arguments = "[--head-only] --reason TEXT", .run = after_restore,
     .options = &after_restore_options,
     .help = "say that the database was brought back to a moment: sessions end, the audit log goes on"},
    {.name = "audit archive", .arguments = "--to TIME FILE", .run = audit_archive,
     .options = &audit_archive_options, .operand = "file",
     .help = "take sealed rows of the audit log that are as old as that out into a file"},
    {.name = "audit find", .arguments = "[--event EVENT] [--user-id ID] [--from TIME] [--to TIME] FILE",
     .run = audit_find, .options = &audit_find_options, .operand = "file",
     .help = "print the rows of such a file, as the list of the log would"},
    {.name = "audit seal", .arguments = "", .run = audit_seal,
     .help = "seal the new rows of the audit log and print the heads of the chain"},
    {.name = "audit verify", .arguments = "[--archive FILE]", .run = audit_check,
     .options = &audit_verify_options,
     .help = "check the audit log against its seals"},
    {.name = "backup", .arguments = "FILE", .run = backup,
     .options = &backup_options, .operand = "file",
     .help = "write the database and the keys to one file"},
    {.name = "cell add", .arguments = "NAME --host NAME [--admin EMAIL] [--server CONNINFO]", .run = cell_add,
     .options = &cell_add_options, .operand = "name", .no_settings = true,
     .help = "as root: serve another company on this host, with a database and keys of its own"},
    {.name = "cell list", .arguments = "", .run = cell_list, .no_settings = true,
     .help = "print the other companies of this host"},
    {.name = "cell remove", .arguments = "[--drop [--server CONNINFO]] [--yes] NAME", .run = cell_remove,
     .options = &cell_remove_options, .operand = "name", .no_settings = true,
     .help = "as root: serve it no longer; --drop: its database and keys go, too"},
    {.name = "chores", .arguments = "", .run = chores_list,
     .help = "print what the relay does at its pace: when it was last done, how it last failed"},
    {.name = "conf example", .arguments = "", .run = conf_example, .no_settings = true,
     .help = "print the commented settings file"},
    {.name = "demo", .arguments = "", .run = demo,
     .help = "load a demonstration catalogue, customers and users"},
    {.name = "doctor", .arguments = "[--cluster] [--hosts N]", .run = doctor,
     .options = &doctor_options, .no_settings = true,
     .help = "check this installation, one line each"},
    {.name = "import categories", .arguments = "[--dry-run] [--ignore-unknown] [--partial] [--refused F] FILE", .run = import_categories_file,
     .options = &import_options, .operand = "file",
     .help = "create and change categories by a CSV file"},
    {.name = "import customers", .arguments = "[--dry-run] [--ignore-unknown] [--partial] [--refused F] FILE", .run = import_customers_file,
     .options = &import_options, .operand = "file",
     .help = "create and change customers, known by their e-mail, by a CSV file"},
    {.name = "import orders", .arguments = "[--dry-run] [--ignore-unknown] [--no-stock] [--partial] [--refused F] [--skip-existing] --user E FILE",
     .run = import_orders_file,
     .options = &import_orders_options, .operand = "file",
     .help = "orders of the past with their dates, from a CSV file; in the name of a user"},
    {.name = "import products", .arguments = "[--dry-run] [--ignore-unknown] [--partial] [--refused F] FILE", .run = import_products_file,
     .options = &import_options, .operand = "file",
     .help = "create and change products by a CSV file; all of it or, with --partial, its good lines"},
    {.name = "keys export", .arguments = "[--passphrase-file F] FILE", .run = keys_export,
     .options = &keys_file_options, .operand = "file",
     .help = "write the secret and the signing keys to a file that a passphrase opens"},
    {.name = "keys import", .arguments = "[--passphrase-file F] FILE", .run = keys_bring,
     .options = &keys_file_options, .operand = "file",
     .help = "put what export wrote into a keys folder that has no others"},
    {.name = "keys init", .arguments = "", .run = keys_init,
     .help = "make the signing key and the secret where they are missing"},
    {.name = "keys rotate", .arguments = "", .run = keys_replace,
     .help = "sign with a new key; the old one is accepted until its tokens expire"},
    {.name = "mail test", .arguments = "[--language L] EMAIL", .run = mail_test,
     .options = &mail_test_options, .operand = "email",
     .help = "send a mail to see that mails arrive, and say what the server said"},
    {.name = "migrate", .arguments = "[--check] [--folder F]", .run = migrate, .options = &migrate_options,
     .help = "bring the database to this version while it is in use; --check: print what it lacks"},
    {.name = "nginx-routes", .arguments = "", .run = nginx_routes, .no_settings = true,
     .help = "print the maps of routes that the nginx site includes"},
    {.name = "nginx-locations", .arguments = "", .run = nginx_locations, .no_settings = true,
     .help = "print the locations of routes that need one, which the nginx site includes"},
    {.name = "money reconcile", .arguments = "[--repair]", .run = money_reconcile,
     .options = &money_options,
     .help = "compare what orders, payments, refunds and returns say; --repair repairs"},
    {.name = "openapi", .arguments = "", .run = openapi, .no_settings = true,
     .help = "print the OpenAPI document"},
    {.name = "orders expire", .arguments = "", .run = orders_expire,
     .help = "cancel unpaid orders that are older than the shop's unpaid_order_seconds"},
    {.name = "outbox list", .arguments = "[--state S] [--limit N]", .run = outbox_list,
     .options = &outbox_list_options,
     .help = "mails and deliveries that wait, are under way or were given up (dead)"},
    {.name = "outbox replay", .arguments = "--from N --to M [--webhook-id ID [--new-ids]]",
     .run = outbox_replay, .options = &outbox_replay_options,
     .help = "of a range of events, the deliveries to a webhook again, or the mails"},
    {.name = "outbox retry", .arguments = "ID|dead", .run = outbox_retry,
     .options = &outbox_retry_options, .operand = "id",
     .help = "try one of the list again at once, or all that was given up"},
    {.name = "payments settle", .arguments = "", .run = payments_settle,
     .help = "ask the providers again for what they have left open, each once"},
    {.name = "relay accept", .arguments = "", .run = relay_accept,
     .help = "this database, at this address, is the one that mails and calls: after a restore or a move"},
    {.name = "reload", .arguments = "PID", .run = reload, .options = &reload_options,
     .operand = "process", .no_settings = true,
     .help = "have a master of orderd, or a relay, reload, and wait; fails where the old one serves on"},
    {.name = "restore", .arguments = "[--force] FILE", .run = restore,
     .options = &restore_options, .operand = "file",
     .help = "bring back what backup wrote; --force replaces what is there"},
    {.name = "routes", .arguments = "", .run = print_routes, .no_settings = true,
     .help = "print the table of routes: method, path, least role, pool, and what its row says"},
    {.name = "setup", .arguments = "--host NAME [--admin EMAIL] [--server CONNINFO]", .run = setup,
     .options = &setup_options, .no_settings = true,
     .help = "as root: make database, keys, administrator and site, and start; again after upgrades"},
    {.name = "stock reconcile", .arguments = "[--fix]", .run = stock_reconcile,
     .options = &stock_options,
     .help = "compare the stock with its ledger and the open orders; --fix repairs"},
    {.name = "tidy", .arguments = "", .run = tidy,
     .help = "delete expired sessions, tokens, links and idempotency keys"},
    {.name = "user add", .run = user_add, .options = &user_add_options,
     .arguments = "--email E --role R [--first-name F] [--last-name L]\n"
                  "           [--department NAME] [--password-stdin]",
     .help = "make a user; the password is asked for, or read from one line of input"},
    {.name = "user reset-link", .arguments = "EMAIL", .run = user_reset_link,
     .options = &user_email_options, .operand = "email",
     .help = "print a link that sets a new password, once, within 30 minutes"},
    {.name = "user totp-off", .arguments = "EMAIL", .run = user_totp_off,
     .options = &user_email_options, .operand = "email",
     .help = "take the second factor off an account whose owner has lost it"},
    {.name = "user unlock", .arguments = "EMAIL", .run = user_unlock,
     .options = &user_email_options, .operand = "email",
     .help = "open an account that failed sign-ins have locked"},
};
/* clang-format on */

static void print_help(FILE *out)
{
    fputs("usage: orderctl [-c FILE | --cell NAME] COMMAND\n\n", out);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "  %s%s%s\n      %s\n", commands[i].name, *commands[i].arguments ? " " : "",
                commands[i].arguments, commands[i].help);
    fputs("\nSettings come from -c FILE, by default " ORDERD_CONF "; with --cell NAME, or\n"
          "ORDERD_CELL=NAME in the environment, from those of that cell.\n",
          out);
}

static enum ctl_exit wrong_usage(void)
{
    fputs("See orderctl --help.\n", stderr);
    return CTL_USAGE;
}

/* The command that the words begin with, and how many of them are its name. */
static const struct command *find(char *const *words, size_t *used)
{
    for (size_t i = 0; words[0] && i < sizeof commands / sizeof *commands; i++) {
        const char *name = commands[i].name;
        size_t first = strcspn(name, " ");
        *used = name[first] ? 2 : 1;
        if (strlen(words[0]) == first && strncmp(words[0], name, first) == 0 &&
            (*used == 1 || (words[1] && strcmp(words[1], name + first + 1) == 0)))
            return &commands[i];
    }
    return NULL;
}

static enum ctl_exit run(struct ctl *ctl, char *const *words)
{
    size_t used;
    char why[600];
    const struct command *command = find(words, &used);
    if (!command) {
        ctl_fail(words[0] ? "there is no command \"%s%s%s\"" : "no command",
                 words[0] ? words[0] : "", words[0] && words[1] ? " " : "",
                 words[0] && words[1] ? words[1] : "");
        return wrong_usage();
    }
    if (!options_read(ctl, command, words + used))
        return wrong_usage();
    if (!command->no_settings && !ctl_settings(ctl, why, sizeof why))
        return ctl_fail("%s", why);
    enum ctl_exit done = command->run(ctl);
    if (fflush(stdout) != 0 && done == CTL_OK)
        return ctl_fail("can't write the output");
    return done;
}

/* Whose settings, of the words at *at; false after saying what is wrong. */
static bool choose(struct ctl *ctl, char **words, size_t *at)
{
    const char *option = words[*at] ? words[*at] : "", *cell = getenv("ORDERD_CELL");
    bool is_file = strcmp(option, "-c") == 0, is_cell = strcmp(option, "--cell") == 0;
    ctl->path = access(ORDERD_CONF, F_OK) == 0 ? ORDERD_CONF : NULL;
    if (is_file || is_cell) {
        if (!words[*at + 1])
            return ctl_fail("%s needs a %s", option, is_file ? "file" : "name") == CTL_OK;
        ctl->path = words[*at + 1];
        cell = is_cell ? words[*at + 1] : NULL;
        *at += 2;
    }
    return !cell || (!is_cell && !*cell) || cell_use(ctl, cell);
}

static enum ctl_exit begin(struct ctl *ctl, char **words)
{
    size_t at = 1;
    if (!choose(ctl, words, &at))
        return wrong_usage();
    unsetenv("ORDERD_CELL"); /* it is no setting */
    if (words[at] && strcmp(words[at], "--version") == 0)
        return puts("orderctl " PACKAGE_VERSION) < 0 ? CTL_FAILED : CTL_OK;
    if (words[at] && (strcmp(words[at], "--help") == 0 || strcmp(words[at], "-h") == 0)) {
        print_help(stdout);
        return CTL_OK;
    }
    return run(ctl, words + at);
}

int main(int count, char **words)
{
    (void)count;
    struct ctl ctl = {.arena = arena_new(64 * 1024)};
    crypto_setup();
    routes_open(api_routes);
    log_setup(LOG_ERROR, "orderctl");
    ctl.values = values_new(ctl.arena, P_COUNT);
    enum ctl_exit done = begin(&ctl, words);
    if (ctl.db)
        db_close(ctl.db);
    arena_free(ctl.arena);
    return done;
}
