/* orderctl restore: what a backup holds, all of it or nothing. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/archive.h"
#include "ctl/commands.h"
#include "ctl/program.h"
#include "identity/keyring.h"

static const struct field fields[] = {
    {.name = "file", .type = F_TEXT, .required = ALWAYS, .least = 1, .most = 4000},
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
                                 values_get(&ctl->values, P_FILE),
                                 "--directory",
                                 folder,
                                 "--no-same-owner",
                                 "--no-same-permissions",
                                 ARCHIVE_MANIFEST,
                                 ARCHIVE_DUMP,
                                 ARCHIVE_KEYS,
                                 NULL};
    return program_do(ctl->arena, words);
}

/* The dump as SQL: reads all of it. */
static bool dump_to_sql(struct ctl *ctl, const char *folder)
{
    const char *dump = arena_printf(ctl->arena, "%s/" ARCHIVE_DUMP, folder);
    const char *sql = arena_printf(ctl->arena, "%s/database.sql", folder);
    const char *const words[] = {"pg_restore", "--file", sql, dump, NULL};
    return program_do(ctl->arena, words);
}

static bool may_replace(struct ctl *ctl)
{
    const char *keys_dir = ctl->conf.keys_dir;
    if (access(keys_dir, W_OK | X_OK) != 0 && errno != ENOENT) {
        ctl_fail("%s: %s", keys_dir, strerror(errno));
        return false;
    }
    const char *schemas =
        program_ask(ctl->arena, ctl->conf.admin_database, statements[Q_DATABASE_SCHEMAS].sql);
    if (!schemas)
        return false;
    if (*schemas == '\0' || values_get(&ctl->values, P_FORCE))
        return true;
    ctl_fail("the database is not empty; --force replaces what it holds, and the keys");
    return false;
}

/* ---- the change ---- */

/* Links that set a password, and the feed, came with later schemas than a backup may have; a block
 * that looks for their tables can't be prepared like the statements of sql/queries. */
static const char links_end[] =
    "DO $$ BEGIN UPDATE orderd.password_resets SET used_at = now() WHERE used_at IS NULL;"
    " EXCEPTION WHEN undefined_table THEN NULL; END $$";
static const char feed_ends[] =
    "DO $$ BEGIN UPDATE orderd.feed SET silent = 'restored',"
    " life = left(replace(gen_random_uuid()::text, '-', ''), 12) WHERE started_at IS NOT NULL;"
    " EXCEPTION WHEN undefined_table THEN NULL; END $$";

/* One transaction: the old goes, the backup comes, everyone has to sign in again, and the audit
 * log says so. It asks as little as it can of a schema that may be older than this program. */
static bool load(struct ctl *ctl, const char *folder, const char *created)
{
    const char *backup = arena_printf(ctl->arena, "SET orderd.backup = '%s'", created);
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
                                 links_end,
                                 "--command",
                                 feed_ends,
                                 "--command",
                                 backup,
                                 "--command",
                                 statements[Q_RESTORE_NOTE].sql,
                                 "--command",
                                 "ANALYZE",
                                 NULL};
    struct program program = {.words = words, .conninfo = ctl->conf.admin_database};
    return program_run(&program, ctl->arena);
}

/* The keys that the seals were made with: whichever set is in force, sessions have ended and
 * passwords work. */
static bool replace_keys(struct ctl *ctl, const char *folder)
{
    char why[300];
    const char *keys = arena_printf(ctl->arena, "%s/" ARCHIVE_KEYS, folder);
    if (keys_import(ctl->conf.keys_dir, keys, why, sizeof why))
        return true;
    ctl_fail("the database is restored, the keys are not: %s", why);
    return false;
}

/* The audit log ends where the backup does. */
static bool replace_head(struct ctl *ctl)
{
    char why[300];
    const char *line =
        program_ask(ctl->arena, ctl->conf.admin_database, statements[Q_SEAL_KEPT].sql);
    if (!line)
        return false;
    if (keys_write_head(ctl->conf.keys_dir, line, why, sizeof why))
        return true;
    ctl_fail("all is restored but the head of the audit log: %s", why);
    return false;
}

/* A file that is not of the folder's owner is handed to services when they start. */
static bool is_handed(const struct ctl *ctl)
{
    struct stat folder, secret;
    const char *path = arena_printf(ctl->arena, "%s/" KEYS_SECRET_FILE, ctl->conf.keys_dir);
    return stat(ctl->conf.keys_dir, &folder) == 0 && stat(path, &secret) == 0 &&
           secret.st_uid != folder.st_uid;
}

enum ctl_exit restore(struct ctl *ctl)
{
    const char *file = values_get(&ctl->values, P_FILE);
    const char *created = NULL;
    umask(077);
    if (access(file, R_OK) != 0)
        return ctl_fail("%s: %s", file, strerror(errno));
    const char *folder = archive_folder(ctl->arena, file);
    if (!folder)
        return CTL_FAILED;
    bool fine = unpack(ctl, folder) && archive_check(ctl->arena, folder, &created) &&
                dump_to_sql(ctl, folder) && may_replace(ctl) && load(ctl, folder, created) &&
                replace_keys(ctl, folder) && replace_head(ctl);
    archive_remove(folder);
    if (!fine)
        return CTL_FAILED;
    printf("restored the backup of %s; everyone has to sign in again\n", created);
    if (is_handed(ctl))
        puts("the services have the secret of before: systemctl restart orderd orderd-relay");
    if (!ctl_database(ctl)) /* a backup of an older version */
        puts("the backup is in place; nothing but that is left to do");
    return CTL_OK;
}
