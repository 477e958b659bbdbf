/* The doctor's question whether this host has the secret of the others. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ctl/doctor.h"
#include "ctl/doctor_report.h"
#include "identity/shared_keys.h"

static bool report(enum error error, const struct keyring *ring)
{
    if (error)
        return doctor_report(false, "shared keys", "%s", shared_keys_why(error));
    if (!ring->count)
        return doctor_report(true, "shared keys", "none yet: the first worker hands in its own");
    return doctor_report(true, "shared keys", "%zu of all hosts, key %s signs", ring->count,
                         ring->current);
}

bool doctor_keys(struct ctl *ctl)
{
    char why[300];
    struct keyring ring;
    bool fine = keyring_read(&ring, ctl->conf.keys_dir, why, sizeof why)
                    ? report(shared_keys_read(ctl->db, ctl->arena, &ring), &ring)
                    : doctor_skip("shared keys", why);
    explicit_bzero(&ring, sizeof ring);
    return fine;
}
