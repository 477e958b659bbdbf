/* orderctl after-restore: what has to be said of a database that was brought back to a moment, by
 * whatever means. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "ctl/commands.h"
#include "identity/keys.h"

static const struct field fields[] = {
    {.name = "head_only", .type = F_BOOL},
    {.name = "reason", .type = F_TEXT, .required = ALWAYS, .least = 1, .most = 500},
    {.name = NULL},
};
const struct schema after_restore_options = {.name = "AfterRestore", .fields = fields};

enum { HEAD_MOST = 256 };

/* Notes the end of the audit log that this host had kept, which the database may have lost. */
static bool read_head(struct ctl *ctl)
{
    char *head = arena_alloc(ctl->arena, HEAD_MOST);
    struct keys *keys = ctl_keys(ctl);
    if (!keys)
        return false;
    if (keys_read_head(keys, head, HEAD_MOST))
        values_set(&ctl->values, P_HEAD_BEFORE, head);
    keys_close(keys);
    return true;
}

/* As after a restore of a backup: whoever was revoked since then may be in it, and the world was
 * told what is not. */
static bool begin_anew(struct ctl *ctl)
{
    struct plan plan = {.writes = true};
    const struct rows *rows[4];
    plan_add(&plan, Q_SESSIONS_END);
    plan_add(&plan, Q_LINKS_END);
    plan_add(&plan, Q_FEED_RESTORED);
    plan_add(&plan, Q_AFTER_RESTORE_NOTE);
    return ctl_run(ctl, &plan, rows);
}

static bool accept_head(struct ctl *ctl)
{
    char why[300];
    const struct rows *kept = ctl_ask(ctl, Q_SEAL_KEPT);
    if (!kept)
        return false;
    const char *line = rows_count(kept) ? rows_text(kept, 0, "kept") : "";
    if (keys_write_head(ctl->conf.keys_dir, line, why, sizeof why))
        return true;
    ctl_fail("%s", why);
    return false;
}

static void tell(struct ctl *ctl)
{
    const struct rows *newest = ctl_ask(ctl, Q_NEWEST_ORDER);
    const char *at = newest ? rows_text(newest, 0, "created_at") : NULL;
    puts("everyone has to sign in again; the relay is silent until orderctl relay accept");
    printf(
        "the newest order is of %s: what the payment provider took after that is not known here, "
        "look through its list from there on\n",
        at ? at : "never");
}

enum ctl_exit after_restore(struct ctl *ctl)
{
    bool head_only = values_get(&ctl->values, P_HEAD_ONLY);
    if (!read_head(ctl) || (!head_only && !begin_anew(ctl)) || !accept_head(ctl))
        return CTL_FAILED;
    puts("the audit log goes on from where the database ends");
    if (!head_only)
        tell(ctl);
    return CTL_OK;
}
