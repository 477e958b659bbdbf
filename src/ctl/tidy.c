/* orderctl tidy: deletes what has expired, in small transactions. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "ctl/commands.h"

/* Tokens before their sessions, so that no delete cascades over many. */
static const struct {
    const char *what;
    enum query query;
} sweeps[] = {
    {"idempotency keys", Q_TIDY_IDEMPOTENCY_KEYS},
    {"password links", Q_TIDY_PASSWORD_RESETS},
    {"refresh tokens", Q_TIDY_REFRESH_TOKENS},
    {"sessions", Q_TIDY_SESSIONS},
};

enum ctl_exit tidy(struct ctl *ctl)
{
    for (size_t i = 0; i < sizeof sweeps / sizeof *sweeps; i++) {
        long long total = 0, gone;
        do {
            const struct rows *rows = ctl_ask(ctl, sweeps[i].query);
            if (!rows)
                return CTL_FAILED;
            gone = (long long)rows_int(rows, 0, "gone");
            total += gone;
        } while (gone > 0);
        if (total)
            printf("%lld %s\n", total, sweeps[i].what);
    }
    return CTL_OK;
}
