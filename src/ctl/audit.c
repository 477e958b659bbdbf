/* orderctl audit: the chain of seals. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "audit/seals.h"
#include "ctl/commands.h"

static struct keys *open_keys(struct ctl *ctl)
{
    char why[300];
    struct keys *keys = keys_open(ctl->conf.keys_dir, why, sizeof why);
    if (!keys)
        ctl_fail("%s", why);
    return keys;
}

static enum ctl_exit tell_error(enum error error)
{
    if (error == E_IN_PROGRESS)
        return ctl_fail("a transaction that writes audit rows does not end; nothing was sealed");
    if (error == E_CONFLICT)
        return ctl_fail("the chain does not end as it did; see orderctl audit verify");
    if (error == E_AGAIN)
        return ctl_fail("another orderctl is sealing");
    return ctl_fail("%s", error_row(error)->detail);
}

enum ctl_exit audit_seal(struct ctl *ctl)
{
    struct keys *keys = ctl_database(ctl) ? open_keys(ctl) : NULL;
    struct arena *batch = arena_new(256 * 1024);
    struct seal made = {.id = 1};
    enum error error = keys ? E_OK : E_UNAVAILABLE;
    while (!error && made.id) {
        arena_reset(batch);
        error = seals_make(ctl->db, batch, keys, ctl->conf.keys_dir, &made);
        if (!error && made.id)
            printf("seal %lld: %zu rows up to %lld, head %s\n", (long long)made.id, made.rows,
                   (long long)made.last_id, made.head);
    }
    arena_free(batch);
    if (!keys)
        return CTL_FAILED;
    keys_close(keys);
    return error ? tell_error(error) : CTL_OK;
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
        return tell_error(error);
    if (report.problem)
        return ctl_fail("%s (in seal %lld)", seal_problem_text(ctl->arena, &report),
                        (long long)report.seal_id);
    printf("%lld rows under %lld seals are as they were; %lld wait for a seal\n",
           (long long)report.rows, (long long)report.seals, (long long)report.unsealed);
    return CTL_OK;
}
