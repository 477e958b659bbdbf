/* Settings, database and words on stderr for the commands of orderctl. */
/* SPDX-License-Identifier: MIT */
#include "ctl/ctl.h"

#include <stdarg.h>
#include <stdio.h>

#include "db/client.h"

enum ctl_exit ctl_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fflush(stdout);
    fputs("orderctl: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return CTL_FAILED;
}

bool ctl_settings(struct ctl *ctl, char *why, size_t size)
{
    return conf_load(&ctl->conf, ctl->path, why, size);
}

static bool open_database(struct ctl *ctl, const char *conninfo)
{
    char why[300];
    if (ctl->db)
        return true;
    if (!client_reaches(conninfo, why, sizeof why)) {
        ctl_fail("can't reach the database: %s", why);
        return false;
    }
    ctl->db = db_open(conninfo, "orderctl", CTL_LOCK_MS, NULL);
    db_patient(ctl->db);
    if (db_ready(ctl->db))
        return true;
    db_close(ctl->db);
    ctl->db = NULL;
    ctl_fail("the database does not fit this version; run the migrations (sqitch deploy)");
    return false;
}

bool ctl_database(struct ctl *ctl)
{
    return open_database(ctl, ctl->conf.database);
}

bool ctl_owner(struct ctl *ctl)
{
    return open_database(ctl, ctl->conf.admin_database);
}

struct keys *ctl_keys(struct ctl *ctl)
{
    char why[300];
    struct keys *keys = keys_open(ctl->conf.keys_dir, why, sizeof why);
    if (!keys)
        ctl_fail("%s", why);
    return keys;
}

bool ctl_run(struct ctl *ctl, const struct plan *plan, const struct rows *rows[])
{
    if (!ctl_database(ctl))
        return false;
    enum error error = db_run_again(ctl->db, ctl->arena, plan, &ctl->values, rows);
    if (error)
        ctl_fail("%s", error_row(error)->detail);
    return !error;
}

const struct rows *ctl_ask(struct ctl *ctl, enum query query)
{
    const struct rows *rows[1] = {NULL};
    struct plan plan = {0};
    plan_add(&plan, query);
    return ctl_run(ctl, &plan, rows) ? rows[0] : NULL;
}
