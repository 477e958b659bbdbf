/* orderctl import: a file, line by line, with a bar for who watches. */
/* SPDX-License-Identifier: MIT */
#include "api/imports/import.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/commands.h"
#include "ctl/refused.h"

/* clang-format off */
static const struct field lines_fields[] = {
    {.name = "file", .type = F_TEXT, .required = ALWAYS, .least = 1, .most = 4096},
    {.name = "dry_run", .type = F_BOOL},
    {.name = "ignore_unknown", .type = F_BOOL},
    {.name = "partial", .type = F_BOOL},
    {.name = "refused", .type = F_TEXT, .least = 1, .most = 4096},
    {.name = NULL},
};
static const struct field orders_fields[] = {
    {.name = "file", .type = F_TEXT, .required = ALWAYS, .least = 1, .most = 4096},
    {.name = "dry_run", .type = F_BOOL},
    {.name = "ignore_unknown", .type = F_BOOL},
    {.name = "no_stock", .type = F_BOOL},
    {.name = "partial", .type = F_BOOL},
    {.name = "refused", .type = F_TEXT, .least = 1, .most = 4096},
    {.name = "skip_existing", .type = F_BOOL},
    {.name = "user", .type = F_EMAIL, .required = ALWAYS},
    {.name = NULL},
};
/* clang-format on */

const struct schema import_options = {.name = "ImportOptions", .fields = lines_fields};
const struct schema import_orders_options = {.name = "ImportOrders", .fields = orders_fields};

struct file {
    FILE *stream;
    int64_t size, read; /* size 0: not known */
    int shown;          /* per cent on the bar; -1: nobody watches */
};

static void show_progress(struct file *file)
{
    static const char full[] = "########################################";
    if (file->shown < 0 || file->size == 0)
        return;
    int percent = (int)(file->read * 100 / file->size);
    if (percent == file->shown)
        return;
    file->shown = percent;
    fprintf(stderr, "\r[%-40.*s] %3d %%", percent * 2 / 5, full, percent);
}

static size_t file_bytes(void *context, char *bytes, size_t size)
{
    struct import *import = context;
    struct file *file = import->context;
    size_t got = fread(bytes, 1, size, file->stream);
    file->read += (int64_t)got;
    import->cut = ferror(file->stream);
    show_progress(file);
    return got;
}

static void tell_faults(const char *name, const struct import *import)
{
    for (size_t i = 0; i < import->fault_count && i < IMPORT_FAULTS_MOST; i++) {
        const struct import_fault *fault = &import->faults[i];
        fprintf(stderr, "%s:%zu: %s%s%s\n", name, fault->line, fault->column,
                *fault->column ? " " : "", fault->detail);
    }
    if (import->fault_count > IMPORT_FAULTS_MOST)
        fprintf(stderr, "%s: and %zu errors more\n", name,
                import->fault_count - IMPORT_FAULTS_MOST);
}

static enum ctl_exit report(struct import *import, const char *name, enum error error)
{
    tell_faults(name, import);
    if (error == E_IMPORT_REFUSED)
        return ctl_fail("%s: nothing was imported: %zu errors", name, import->fault_count);
    if (error && import->taken)
        return ctl_fail("%s: %s", name, IMPORT_GOES_ON);
    if (error)
        return ctl_fail("%s: %s", name, error_row(error)->detail);
    printf("%zu lines: %" PRId64 " created, %" PRId64 " updated, %" PRId64 " unchanged",
           import->lines, rows_int(import->merged, 0, "created"),
           rows_int(import->merged, 0, "updated"), rows_int(import->merged, 0, "unchanged"));
    if (import->fault_count)
        printf(", %zu errors", import->fault_count);
    putchar('\n');
    return import->fault_count ? CTL_FAILED : CTL_OK;
}

/* Where the operator asked for it; without faults, or when the first line had some, there is no
 * file. */
static enum ctl_exit keep_refused(struct ctl *ctl, const struct import *import, FILE *in)
{
    const char *name = values_get(&ctl->values, P_REFUSED);
    if (!name || !import->fault_count || !import->lines)
        return CTL_OK;
    FILE *out = fopen(name, "we");
    if (out)
        refused_write(import, in, out);
    return out && fclose(out) == 0 ? CTL_OK : ctl_fail("%s: %s", name, strerror(errno));
}

static enum ctl_exit import_file(struct ctl *ctl, const struct import_kind *kind)
{
    struct stat st;
    const char *name = values_get(&ctl->values, P_FILE);
    struct file file = {.shown = isatty(STDERR_FILENO) ? 0 : -1};
    file.stream = fopen(name, "re");
    if (!file.stream || fstat(fileno(file.stream), &st) != 0)
        return ctl_fail("%s: %s", name, strerror(errno));
    if (!ctl_database(ctl)) {
        fclose(file.stream);
        return CTL_FAILED;
    }
    file.size = S_ISREG(st.st_mode) ? st.st_size : 0;
    struct import *import = arena_alloc(ctl->arena, sizeof *import);
    import->kind = kind;
    import->db = ctl->db;
    import->arena = ctl->arena;
    import->values = &ctl->values;
    import->source = file_bytes;
    import->context = &file;
    import->partial = values_has(&ctl->values, P_PARTIAL);
    import->dry = values_has(&ctl->values, P_DRY_RUN);
    import->ignore_unknown = values_has(&ctl->values, P_IGNORE_UNKNOWN);
    enum error error = import_run(import);
    if (file.shown > 0)
        fputc('\n', stderr);
    enum ctl_exit kept = keep_refused(ctl, import, file.stream);
    fclose(file.stream);
    enum ctl_exit told = report(import, name, error);
    return told ? told : kept;
}

enum ctl_exit import_products_file(struct ctl *ctl)
{
    return import_file(ctl, &import_products);
}

enum ctl_exit import_categories_file(struct ctl *ctl)
{
    return import_file(ctl, &import_categories);
}

enum ctl_exit import_customers_file(struct ctl *ctl)
{
    return import_file(ctl, &import_customers);
}

enum ctl_exit import_orders_file(struct ctl *ctl)
{
    return import_file(ctl, &import_orders);
}
