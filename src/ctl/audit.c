/* orderctl audit: the chain of seals. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "audit/seals.h"
#include "ctl/chores.h"
#include "ctl/commands.h"

static struct keys *open_keys(struct ctl *ctl)
{
    char why[300];
    struct keys *keys = keys_open(ctl->conf.keys_dir, why, sizeof why);
    if (!keys)
        ctl_fail("%s", why);
    return keys;
}

enum ctl_exit audit_seal(struct ctl *ctl)
{
    int64_t seals;
    return chores_by_hand(ctl, CHORE_SEAL, &seals);
}

enum ctl_exit audit_check(struct ctl *ctl)
{
    struct seal_report report;
    struct keys *keys = ctl_database(ctl) ? open_keys(ctl) : NULL;
    if (!keys)
        return CTL_FAILED;
    enum error error = seals_verify(ctl->db, ctl->arena, keys, &report);
    keys_close(keys);
    if (error)
        return ctl_fail("%s", error_row(error)->detail);
    if (report.problem)
        return ctl_fail("%s (in seal %lld)", seal_problem_text(ctl->arena, &report),
                        (long long)report.seal_id);
    printf("%lld rows under %lld seals are as they were; %lld wait for a seal\n",
           (long long)report.rows, (long long)report.seals, (long long)report.unsealed);
    return CTL_OK;
}
