/* orderctl audit archive and find: old rows of the audit log, in files of a line each. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/seals.h"
#include "ctl/commands.h"

/* clang-format off */
static const struct field archive_fields[] = {
    {.name = "file", .type = F_TEXT, .required = ALWAYS, .least = 1, .most = 4096},
    {.name = "to", .type = F_TIME, .required = ALWAYS},
    {.name = NULL},
};
static const struct field find_fields[] = {
    {.name = "event", .type = F_TEXT, .least = 1, .most = 100},
    {.name = "file", .type = F_TEXT, .required = ALWAYS, .least = 1, .most = 4096},
    {.name = "from", .type = F_TIME},
    {.name = "to", .type = F_TIME},
    {.name = "user_id", .type = F_ID},
    {.name = NULL},
};
/* clang-format on */
const struct schema audit_archive_options = {.name = "AuditArchive", .fields = archive_fields};
const struct schema audit_find_options = {.name = "AuditFind", .fields = find_fields};

/* ---- archive ---- */

/* What is sound goes into the file, up to the last seal that is old enough. */
static bool copy(struct ctl *ctl, struct keys *keys, struct seal_files *files)
{
    struct seal_report report;
    enum error error =
        seals_until(ctl->db, ctl->arena, values_get(&ctl->values, P_TO), &files->until);
    if (!error && files->until)
        error = seals_verify(ctl->db, ctl->arena, keys, files, &report);
    if (error)
        ctl_fail("%s", error_row(error)->detail);
    else if (files->until && report.problem)
        ctl_fail("%s (in seal %lld)", seal_problem_text(ctl->arena, &report),
                 (long long)report.seal_id);
    else
        return true;
    return false;
}

/* On the disk, under its name. */
static bool keep(struct ctl *ctl, const struct seal_files *files, const char *path)
{
    const char *parent = dirname(arena_strdup(ctl->arena, path));
    int folder = -1;
    errno = files->failed;
    bool fine = !errno && fflush(files->to) == 0 && fsync(fileno(files->to)) == 0 &&
                (folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) >= 0 &&
                fsync(folder) == 0;
    if (!fine)
        ctl_fail("%s: %s", path, strerror(errno));
    if (folder >= 0)
        close(folder);
    return fine;
}

static enum ctl_exit archive_to(struct ctl *ctl, struct keys *keys, const char *path)
{
    int64_t rows;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    struct seal_files files = {.to = fd < 0 ? NULL : fdopen(fd, "w")};
    if (!files.to)
        return ctl_fail("%s: %s", path, strerror(errno));
    bool kept = copy(ctl, keys, &files) && keep(ctl, &files, path);
    fclose(files.to);
    if (!kept || files.copied == 0) {
        unlink(path);
        return kept ? ctl_fail("no row under a seal is as old as that") : CTL_FAILED;
    }
    enum error error = seals_cut(ctl->db, ctl->arena, keys, &files, &rows);
    if (error)
        return ctl_fail("%s; keep %s until audit verify says that no row was removed",
                        error_row(error)->detail, path);
    printf("%lld rows are in %s, and no longer in the log; their seals stay\n", (long long)rows,
           path);
    return CTL_OK;
}

enum ctl_exit audit_archive(struct ctl *ctl)
{
    struct keys *keys = ctl_owner(ctl) ? ctl_keys(ctl) : NULL;
    if (!keys)
        return CTL_FAILED;
    enum ctl_exit exit = archive_to(ctl, keys, values_get(&ctl->values, P_FILE));
    keys_close(keys);
    return exit;
}

/* ---- find ---- */

enum { LINES_MOST = 1000 };

/* The next lines as one array; false at the end of the file. */
static bool read_lines(FILE *file, struct buf *lines)
{
    char *line = NULL;
    size_t size = 0, count = 0;
    for (; count < LINES_MOST && getline(&line, &size, file) > 0; count++) {
        buf_char(lines, count ? ',' : '[');
        buf_text(lines, line);
    }
    free(line);
    buf_char(lines, ']');
    return count;
}

static enum error print_matching(struct ctl *ctl, struct arena *batch, const char *lines)
{
    struct plan plan = {0};
    const struct rows *found;
    values_set(&ctl->values, P_LINES, lines);
    plan_add(&plan, Q_AUDIT_FIND);
    enum error error = db_run(ctl->db, batch, &plan, &ctl->values, &found);
    for (size_t i = 0; !error && i < rows_count(found); i++)
        puts(rows_text(found, i, "entry"));
    return error;
}

static bool find_in(struct ctl *ctl, FILE *file, const char *path)
{
    struct arena *batch = arena_new(256 * 1024);
    struct buf lines = buf_new(batch);
    enum error error = E_OK;
    while (!error && read_lines(file, &lines)) {
        error = print_matching(ctl, batch, lines.data);
        arena_reset(batch);
        lines = buf_new(batch);
    }
    arena_free(batch);
    if (ferror(file))
        return ctl_fail("%s: %s", path, strerror(errno)) == CTL_OK;
    if (error == E_INTERNAL) /* no JSON, or not of that form */
        return ctl_fail("%s is no file of orderctl audit archive", path) == CTL_OK;
    return error ? ctl_fail("%s", error_row(error)->detail) == CTL_OK : true;
}

enum ctl_exit audit_find(struct ctl *ctl)
{
    const char *path = values_get(&ctl->values, P_FILE);
    FILE *file = fopen(path, "re");
    if (!file)
        return ctl_fail("%s: %s", path, strerror(errno));
    bool fine = ctl_database(ctl) && find_in(ctl, file, path);
    fclose(file);
    return fine ? CTL_OK : CTL_FAILED;
}
