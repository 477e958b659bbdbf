/* orderctl tidy and orders expire: what is past its time goes, in small transactions. */
/* SPDX-License-Identifier: MIT */
#include "api/imports/import.h"

#include <stdio.h>

#include "ctl/commands.h"

/* Tokens before their sessions, so that no delete cascades over many. */
static const struct {
    const char *what;
    enum query query;
} sweeps[] = {
    {"API keys", Q_TIDY_API_KEYS},
    {"denied tokens", Q_TIDY_DENIED_TOKENS},
    {"imports", Q_TIDY_IMPORTS},
    {"failed sign-ins", Q_TIDY_LOGIN_FAILURES},
    {"idempotency keys", Q_TIDY_IDEMPOTENCY_KEYS},
    {"outbox rows", Q_TIDY_OUTBOX},
    {"password links", Q_TIDY_PASSWORD_RESETS},
    {"payment events", Q_TIDY_PAYMENT_EVENTS},
    {"refresh tokens", Q_TIDY_REFRESH_TOKENS},
    {"sessions", Q_TIDY_SESSIONS},
};

static enum ctl_exit sweep(struct ctl *ctl, enum query query, const char *what)
{
    long long total = 0, gone;
    do {
        const struct rows *rows = ctl_ask(ctl, query);
        if (!rows)
            return CTL_FAILED;
        gone = (long long)rows_int(rows, 0, "gone");
        total += gone;
    } while (gone > 0);
    if (total)
        printf("%lld %s\n", total, what);
    return CTL_OK;
}

enum ctl_exit tidy(struct ctl *ctl)
{
    if (!ctl_database(ctl))
        return CTL_FAILED;
    enum error error = import_write(ctl->db);
    enum ctl_exit done = error ? ctl_fail("%s", error_row(error)->detail) : CTL_OK;
    for (size_t i = 0; done == CTL_OK && i < sizeof sweeps / sizeof *sweeps; i++)
        done = sweep(ctl, sweeps[i].query, sweeps[i].what);
    return done;
}

enum ctl_exit orders_expire(struct ctl *ctl)
{
    return sweep(ctl, Q_ORDERS_EXPIRE, "orders cancelled");
}
