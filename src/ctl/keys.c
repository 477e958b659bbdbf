/* orderctl keys: what tokens are signed with, in the folder of this host and, for all, in the
 * database. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "ctl/commands.h"
#include "db/client.h"
#include "identity/shared_keys.h"

/* A worker may sign with a key a moment after it was replaced, and clocks differ. */
enum { KEEP_LEEWAY = 300, KEEP_LEAST = 3600 };

static enum ctl_exit tell(const struct ctl *ctl, const struct keyring *ring)
{
    printf("%s: key %s signs\n", ctl->conf.keys_dir, ring->current);
    return CTL_OK;
}

static bool read_folder(struct ctl *ctl, struct keyring *ring)
{
    char why[300];
    if (keyring_read(ring, ctl->conf.keys_dir, why, sizeof why))
        return true;
    ctl_fail("%s", why);
    return false;
}

static bool write_folder(struct ctl *ctl, const struct keyring *ring)
{
    char why[300];
    if (keyring_write(ring, ctl->conf.keys_dir, why, sizeof why))
        return true;
    ctl_fail("%s", why);
    return false;
}

/* What all hosts sign with, this one's newest among them. */
static bool meet(struct ctl *ctl, struct keyring *ring)
{
    if (!read_folder(ctl, ring))
        return false;
    enum error error = shared_keys_meet(ctl->db, ctl->arena, ring);
    if (error)
        ctl_fail("%s", shared_keys_why(error));
    return !error;
}

/* A host that has just made its first key does not need it where there are others. */
static bool join(struct ctl *ctl, struct keyring *ring)
{
    if (!read_folder(ctl, ring))
        return false;
    enum error error = shared_keys_read(ctl->db, ctl->arena, ring);
    return !error && ring->count ? true : meet(ctl, ring);
}

/* Folder and database become the same. Without a database, the first worker that finds one does it.
 */
static bool settle(struct ctl *ctl, bool joins)
{
    char why[300];
    struct keyring ring;
    bool fine =
        client_reaches(ctl->conf.database, why, sizeof why)
            ? ctl_database(ctl) && (joins ? join : meet)(ctl, &ring) && write_folder(ctl, &ring)
            : read_folder(ctl, &ring);
    if (fine)
        tell(ctl, &ring);
    explicit_bzero(&ring, sizeof ring);
    return fine;
}

enum ctl_exit keys_init(struct ctl *ctl)
{
    char why[300];
    struct keyring ring;
    bool joins = !keyring_read(&ring, ctl->conf.keys_dir, why, sizeof why);
    explicit_bzero(&ring, sizeof ring);
    if (!keys_create(ctl->conf.keys_dir, why, sizeof why))
        return ctl_fail("%s", why);
    return settle(ctl, joins) ? CTL_OK : CTL_FAILED;
}

/* Removes the keys whose last tokens have expired. */
static bool remove_old(struct ctl *ctl)
{
    const struct rows *shop = ctl_ask(ctl, Q_TOKEN_LIFETIME);
    if (!shop)
        return false;
    int64_t seconds = rows_int(shop, 0, "access_token_seconds");
    values_set_int(&ctl->values, P_KEEP_SECONDS,
                   (seconds > KEEP_LEAST ? seconds : KEEP_LEAST) + KEEP_LEEWAY);
    return ctl_ask(ctl, Q_SIGNING_KEYS_TIDY);
}

/* In the database first: what no other host knows does not sign here. */
static enum ctl_exit renew(struct ctl *ctl, struct keyring *ring)
{
    struct plan plan = {.writes = true};
    const struct rows *none[2];
    if (ring->count >= KEYS_MOST)
        return ctl_fail(
            "all keys there can be are still in use; wait until a key's last tokens have "
            "expired");
    keyring_renew(ring);
    values_set(&ctl->values, P_EVENT, "keys.rotated");
    shared_keys_bind(&ctl->values, ctl->arena, ring);
    plan_add(&plan, Q_SIGNING_KEYS_PUT);
    plan_add(&plan, Q_AUDIT_NOTE);
    return ctl_run(ctl, &plan, none) && write_folder(ctl, ring) ? tell(ctl, ring) : CTL_FAILED;
}

enum ctl_exit keys_replace(struct ctl *ctl)
{
    struct keyring ring;
    if (!ctl_database(ctl) || !remove_old(ctl) || !meet(ctl, &ring))
        return CTL_FAILED;
    enum ctl_exit exit = renew(ctl, &ring);
    explicit_bzero(&ring, sizeof ring);
    return exit;
}
