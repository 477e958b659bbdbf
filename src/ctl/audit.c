/* orderctl audit seal and verify: the chain of seals. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "audit/seals.h"
#include "ctl/chores.h"
#include "ctl/commands.h"

static const struct field verify_fields[] = {
    {.name = "archive", .type = F_TEXT, .least = 1, .most = 4096},
    {.name = NULL},
};
const struct schema audit_verify_options = {.name = "AuditVerify", .fields = verify_fields};

enum ctl_exit audit_seal(struct ctl *ctl)
{
    int64_t seals;
    return chores_by_hand(ctl, CHORE_SEAL, &seals);
}

static enum ctl_exit tell(struct ctl *ctl, const struct seal_files *files,
                          const struct seal_report *report)
{
    if (report->problem)
        return ctl_fail("%s (in seal %lld)", seal_problem_text(ctl->arena, report),
                        (long long)report->seal_id);
    printf("%lld rows under %lld seals are as they were; %lld wait for a seal\n",
           (long long)report->rows, (long long)report->seals, (long long)report->unsealed);
    if (report->archived)
        printf("%lld rows besides are in files, and were not looked at (--archive)\n",
               (long long)report->archived);
    if (files->left)
        return ctl_fail(
            "%s has lines that no seal goes on with: give whole files, the oldest first",
            values_get(&ctl->values, P_ARCHIVE));
    return CTL_OK;
}

enum ctl_exit audit_check(struct ctl *ctl)
{
    const char *archive = values_get(&ctl->values, P_ARCHIVE);
    struct seal_files files = {.from = archive ? fopen(archive, "re") : NULL};
    struct seal_report report;
    if (archive && !files.from)
        return ctl_fail("%s: %s", archive, strerror(errno));
    struct keys *keys = ctl_database(ctl) ? ctl_keys(ctl) : NULL;
    if (!keys)
        return CTL_FAILED;
    enum error error = seals_verify(ctl->db, ctl->arena, keys, &files, &report);
    keys_close(keys);
    if (files.from)
        fclose(files.from);
    if (files.failed)
        return ctl_fail("%s: %s", archive, strerror(files.failed));
    return error ? ctl_fail("%s", error_row(error)->detail) : tell(ctl, &files, &report);
}
