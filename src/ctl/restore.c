/* orderctl restore: what a backup holds, all of it or nothing. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/seals.h"
#include "ctl/archive.h"
#include "ctl/commands.h"
#include "ctl/program.h"
#include "gateway/keys.h"

static const struct field fields[] = {
    {.name = "file", .type = F_TEXT, .flags = REQUIRED, .least = 1, .most = 4000},
    {.name = "force", .type = F_BOOL},
    {.name = NULL},
};
const struct schema restore_options = {.name = "Restore", .fields = fields};

/* ---- before anything is changed ---- */

static bool unpack(struct ctl *ctl, const char *folder)
{
    const char *const words[] = {"tar",
                                 "--extract",
                                 "--file",
                                 values_get(&ctl->values, "file"),
                                 "--directory",
                                 folder,
                                 "--no-same-owner",
                                 "--no-same-permissions",
                                 ARCHIVE_MANIFEST,
                                 ARCHIVE_DUMP,
                                 ARCHIVE_KEYS,
                                 NULL};
    struct program program = {.words = words};
    return program_run(&program, ctl->arena);
}

/* The dump as SQL: reads all of it. */
static bool dump_to_sql(struct ctl *ctl, const char *folder)
{
    const char *dump = arena_printf(ctl->arena, "%s/" ARCHIVE_DUMP, folder);
    const char *sql = arena_printf(ctl->arena, "%s/database.sql", folder);
    const char *const words[] = {"pg_restore", "--file", sql, dump, NULL};
    struct program program = {.words = words};
    return program_run(&program, ctl->arena);
}

static bool may_replace(struct ctl *ctl)
{
    const char *keys_dir = ctl->conf.keys_dir;
    const char *const words[] = {"psql",
                                 "--no-psqlrc",
                                 "--no-password",
                                 "--tuples-only",
                                 "--no-align",
                                 "--command",
                                 statements[Q_DATABASE_SCHEMAS].sql,
                                 NULL};
    struct program program = {
        .words = words, .conninfo = ctl->conf.admin_database, .keep_output = true};
    if (access(keys_dir, W_OK | X_OK) != 0 && errno != ENOENT) {
        ctl_fail("%s: %s", keys_dir, strerror(errno));
        return false;
    }
    if (!program_run(&program, ctl->arena))
        return false;
    if (*program.output == '\0' || values_get(&ctl->values, "force"))
        return true;
    ctl_fail("the database is not empty; --force replaces what it holds, and the keys");
    return false;
}

/* ---- the change ---- */

/* One transaction: the old goes, the backup comes, and everyone has to sign in again. The one
 * statement here can't be prepared before its time like those of sql/queries. */
static bool load(struct ctl *ctl, const char *folder)
{
    const char *sql = arena_printf(ctl->arena, "%s/database.sql", folder);
    const char *const words[] = {"psql",
                                 "--no-psqlrc",
                                 "--no-password",
                                 "--quiet",
                                 "--single-transaction",
                                 "--set=ON_ERROR_STOP=1",
                                 "--command",
                                 "DROP SCHEMA IF EXISTS orderd, sqitch CASCADE",
                                 "--file",
                                 sql,
                                 "--command",
                                 statements[Q_SESSIONS_END].sql,
                                 "--command",
                                 "ANALYZE",
                                 NULL};
    struct program program = {.words = words, .conninfo = ctl->conf.admin_database};
    return program_run(&program, ctl->arena);
}

/* The keys come last: whichever set is in force, sessions have ended and passwords work. */
static bool replace(struct ctl *ctl, const char *folder)
{
    char why[300];
    const char *keys = arena_printf(ctl->arena, "%s/" ARCHIVE_KEYS, folder);
    if (!load(ctl, folder))
        return false;
    if (keys_import(ctl->conf.keys_dir, keys, why, sizeof why))
        return true;
    ctl_fail("the database is restored, the keys are not: %s", why);
    return false;
}

/* The audit log ends where the backup does, and says why. */
static bool take_note(struct ctl *ctl, const char *created)
{
    values_set(&ctl->values, "event", "database.restored");
    values_set(&ctl->values, "details", arena_printf(ctl->arena, "{\"backup\":\"%s\"}", created));
    if (!ctl_database(ctl) || !ctl_ask(ctl, Q_AUDIT_NOTE))
        return false;
    if (seals_adopt(ctl->db, ctl->arena, ctl->conf.keys_dir) == E_OK)
        return true;
    ctl_fail("the head of the audit log could not be kept in %s", ctl->conf.keys_dir);
    return false;
}

enum ctl_exit restore(struct ctl *ctl)
{
    const char *file = values_get(&ctl->values, "file");
    const char *created = NULL;
    umask(077);
    if (access(file, R_OK) != 0)
        return ctl_fail("%s: %s", file, strerror(errno));
    const char *folder = archive_folder(ctl->arena, file);
    if (!folder)
        return CTL_FAILED;
    bool fine = unpack(ctl, folder) && archive_check(ctl->arena, folder, &created) &&
                dump_to_sql(ctl, folder) && may_replace(ctl) && replace(ctl, folder);
    archive_remove(folder);
    if (!fine)
        return CTL_FAILED;
    printf("restored the backup of %s; everyone has to sign in again\n", created);
    return take_note(ctl, created) ? CTL_OK : CTL_FAILED;
}
