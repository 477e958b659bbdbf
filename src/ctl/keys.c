/* orderctl keys: the folder of signing keys. */
/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>

#include "ctl/commands.h"
#include "identity/keys.h"

/* A worker may sign with a key a moment after it was replaced, and clocks differ. */
enum { KEEP_LEEWAY = 300, KEEP_LEAST = 3600 };

static enum ctl_exit tell(const struct ctl *ctl)
{
    char why[300];
    struct keys *keys = keys_open(ctl->conf.keys_dir, why, sizeof why);
    if (!keys)
        return ctl_fail("%s", why);
    printf("%s: key %s signs\n", ctl->conf.keys_dir, keys_current(keys)->id);
    keys_close(keys);
    return CTL_OK;
}

enum ctl_exit keys_init(struct ctl *ctl)
{
    char why[300];
    if (!keys_create(ctl->conf.keys_dir, why, sizeof why))
        return ctl_fail("%s", why);
    return tell(ctl);
}

/* How long a replaced key must be accepted. Without the database nothing is known of the tokens'
 * lifetime, and every key stays. */
static long keep_seconds(struct ctl *ctl)
{
    const struct rows *shop = ctl_ask(ctl, Q_TOKEN_LIFETIME);
    if (!shop || rows_count(shop) == 0) {
        fputs("orderctl: so no old key is removed\n", stderr);
        return LONG_MAX;
    }
    long seconds = (long)rows_int(shop, 0, "access_token_seconds");
    return (seconds > KEEP_LEAST ? seconds : KEEP_LEAST) + KEEP_LEEWAY;
}

enum ctl_exit keys_replace(struct ctl *ctl)
{
    char why[300];
    if (!keys_rotate(ctl->conf.keys_dir, keep_seconds(ctl), why, sizeof why))
        return ctl_fail("%s", why);
    values_set(&ctl->values, P_EVENT, "keys.rotated");
    if (ctl->db && !ctl_ask(ctl, Q_AUDIT_NOTE))
        return CTL_FAILED;
    return tell(ctl);
}
