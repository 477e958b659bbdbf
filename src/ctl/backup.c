/* orderctl backup: the database and the keys in one private file. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/archive.h"
#include "ctl/commands.h"
#include "ctl/program.h"
#include "identity/keys.h"

static const struct field fields[] = {
    {.name = "file", .type = F_TEXT, .required = ALWAYS, .least = 1, .most = 4000},
    {.name = NULL},
};
const struct schema backup_options = {.name = "Backup", .fields = fields};

static bool dump(struct ctl *ctl, const char *folder)
{
    const char *target = arena_printf(ctl->arena, "%s/" ARCHIVE_DUMP, folder);
    const char *const words[] = {
        "pg_dump", "--format=custom", "--no-password", "--lock-wait-timeout=30s", "--file", target,
        NULL};
    struct program program = {.words = words, .conninfo = ctl->conf.admin_database};
    return program_run(&program, ctl->arena);
}

static bool copy_keys(struct ctl *ctl, const char *folder)
{
    char why[300];
    const char *target = arena_printf(ctl->arena, "%s/" ARCHIVE_KEYS, folder);
    if (keys_import(target, ctl->conf.keys_dir, why, sizeof why))
        return true;
    ctl_fail("%s", why);
    return false;
}

static bool pack(struct ctl *ctl, const char *folder, const char *target)
{
    const char *const words[] = {
        "tar",       "--create",  "--file",         target,       "--directory", folder,
        "--owner=0", "--group=0", ARCHIVE_MANIFEST, ARCHIVE_DUMP, ARCHIVE_KEYS,  NULL};
    return program_do(ctl->arena, words);
}

/* On the disk, then under its name, then the name on the disk. */
static bool publish(struct ctl *ctl, const char *made, const char *file)
{
    int fd = open(made, O_RDONLY | O_CLOEXEC);
    int folder = open(dirname(arena_strdup(ctl->arena, file)), O_DIRECTORY | O_CLOEXEC);
    bool fine = fd >= 0 && folder >= 0 && fchmod(fd, 0600) == 0 && fsync(fd) == 0 &&
                rename(made, file) == 0 && fsync(folder) == 0;
    if (!fine)
        ctl_fail("%s: %s", file, strerror(errno));
    close(fd);
    close(folder);
    return fine;
}

enum ctl_exit backup(struct ctl *ctl)
{
    const char *file = values_get(&ctl->values, P_FILE);
    struct stat st;
    umask(077);
    if (lstat(file, &st) == 0 && !S_ISREG(st.st_mode))
        return ctl_fail("%s is not a plain file", file);
    const char *folder = archive_folder(ctl->arena, file);
    if (!folder)
        return CTL_FAILED;
    const char *made = arena_printf(ctl->arena, "%s/backup.tar", folder);
    bool fine = dump(ctl, folder) && copy_keys(ctl, folder) && archive_seal(ctl->arena, folder) &&
                pack(ctl, folder, made) && publish(ctl, made, file);
    archive_remove(folder);
    if (!fine)
        return CTL_FAILED;
    printf("%s holds the database and the keys; keep it as safe as they are\n", file);
    return CTL_OK;
}
