/* The table of chores. */
/* SPDX-License-Identifier: MIT */
#include "chores/chores.h"

#include "api/imports/import.h"
#include "base/buf.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

/* Workers that are idle do this, too; where none are, somebody must. */
static enum error import_step(struct errand *errand, bool *more)
{
    *more = import_resume(errand->db);
    errand->count += *more;
    return E_OK;
}

/* Do stock and money still agree with what they follow from? */
static enum error stock_step(struct errand *errand, bool *more)
{
    const struct rows *rows;
    (void)more;
    values_set(&errand->values, P_PRODUCT_IDS, NULL); /* of all */
    values_set(&errand->values, P_ORDER_ID, NULL);
    enum error error = errand_ask(errand, Q_FINDING_STOCK, &rows);
    if (!error)
        error = errand_ask(errand, Q_FINDING_MONEY, &rows);
    errand->count += !error;
    return error;
}

/* A day or a month, in one transaction: the lock before what is seen, what is wrong before what is
 * made. */
static enum error sums_step(struct errand *errand, bool *more)
{
    struct plan plan = {0};
    const struct rows *rows[3];
    plan_add(&plan, Q_SUMS_LOCK);
    plan_add(&plan, Q_SUMS_FORGET);
    plan_add(&plan, Q_SUMS_MAKE);
    enum error error = errand_run(errand, &plan, rows);
    *more = !error && rows_int(rows[2], 0, "made") > 0;
    errand->count += *more;
    return error;
}

/* clang-format off */
/* Tokens before their sessions, so that no delete cascades over many. */
const struct chore chores[] = {
    {"expire",            CHORE_EXPIRE, 15,         NULL, Q_ORDERS_EXPIRE,         "orders cancelled"},
    {"daily_mails",       CHORE_MAIL,   5 * MINUTE, NULL, Q_MAILS_DAILY,           "daily mails"},
    {"import",            CHORE_IMPORT, MINUTE,     import_step, Q_NONE,           "pieces of imports"},
    {"seal",              CHORE_SEAL,   5 * MINUTE, seal_step, Q_NONE,             "seals"},
    {"settle",            CHORE_SETTLE, MINUTE,     settle_step, Q_NONE,           "payments settled"},
    {"stock",             CHORE_LOOK,   DAY / 4,    stock_step, Q_NONE,            "looks at stock and money"},
    {"sums",              CHORE_TIDY,   2 * MINUTE, sums_step, Q_NONE,             "sums of days and months"},
    {"api_keys",          CHORE_TIDY,   HOUR,       NULL, Q_TIDY_API_KEYS,         "API keys"},
    {"denied_tokens",     CHORE_TIDY,   HOUR,       NULL, Q_TIDY_DENIED_TOKENS,    "denied tokens"},
    {"imports",           CHORE_TIDY,   HOUR,       NULL, Q_TIDY_IMPORTS,          "imports"},
    {"login_failures",    CHORE_TIDY,   HOUR,       NULL, Q_TIDY_LOGIN_FAILURES,   "failed sign-ins"},
    {"email_changes",     CHORE_TIDY,   HOUR,       NULL, Q_TIDY_EMAIL_CHANGES,    "unconfirmed addresses"},
    {"mail_refusals",     CHORE_TIDY,   HOUR,       NULL, Q_TIDY_MAIL_REFUSALS,    "refused addresses"},
    {"mails",             CHORE_TIDY,   HOUR,       NULL, Q_TIDY_MAILS,            "mails"},
    {"idempotency_keys",  CHORE_TIDY,   HOUR,       NULL, Q_TIDY_IDEMPOTENCY_KEYS, "idempotency keys"},
    {"outbox",            CHORE_TIDY,   MINUTE,     NULL, Q_TIDY_OUTBOX,           "outbox rows"},
    {"password_resets",   CHORE_TIDY,   HOUR,       NULL, Q_TIDY_PASSWORD_RESETS,  "password links"},
    {"payment_events",    CHORE_TIDY,   HOUR,       NULL, Q_TIDY_PAYMENT_EVENTS,   "payment events"},
    {"refresh_tokens",    CHORE_TIDY,   HOUR,       NULL, Q_TIDY_REFRESH_TOKENS,   "refresh tokens"},
    {"sessions",          CHORE_TIDY,   HOUR,       NULL, Q_TIDY_SESSIONS,         "sessions"},
    {"deliveries",        CHORE_TIDY,   MINUTE,     NULL, Q_TIDY_WEBHOOK_DELIVERIES, "deliveries"},
    {"delivered_bodies",  CHORE_TIDY,   MINUTE,     NULL, Q_TIDY_WEBHOOK_BODIES,   "delivered bodies"},
};
/* clang-format on */
const size_t chore_count = sizeof chores / sizeof *chores;

bool chore_is_of(const struct chore *chore, int kinds)
{
    return (kinds >> chore->kind & 1) != 0;
}

void chores_bind(struct values *values, int kinds)
{
    struct buf names = buf_new(values->arena), paces = buf_new(values->arena);
    for (size_t i = 0; i < chore_count; i++) {
        char before = names.length ? ',' : '{';
        if (!chore_is_of(&chores[i], kinds))
            continue;
        buf_printf(&names, "%c%s", before, chores[i].name);
        buf_printf(&paces, "%c%d", before, chores[i].every);
    }
    buf_char(&names, '}');
    buf_char(&paces, '}');
    values_set(values, P_CHORE_NAMES, names.data);
    values_set(values, P_CHORE_PACES, paces.data);
}

enum error errand_run(struct errand *errand, const struct plan *plan, const struct rows *rows[])
{
    return db_run_again(errand->db, errand->arena, plan, &errand->values, rows);
}

enum error errand_ask(struct errand *errand, enum query query, const struct rows **rows)
{
    struct plan plan = {0};
    plan_add(&plan, query);
    return errand_run(errand, &plan, rows);
}

static enum error sweep(enum query query, struct errand *errand, bool *more)
{
    const struct rows *rows;
    enum error error = errand_ask(errand, query, &rows);
    int64_t gone = error ? 0 : rows_int(rows, 0, "gone");
    errand->count += gone;
    *more = gone > 0;
    return error;
}

enum error chore_do(const struct chore *chore, struct errand *errand, bool *more)
{
    *more = false;
    arena_reset(errand->arena);
    errand->values = values_new(errand->arena, P_COUNT);
    return chore->step ? chore->step(errand, more) : sweep(chore->sweep, errand, more);
}

const char *chore_why(const struct errand *errand, enum error error)
{
    return errand->why ? errand->why : error_row(error)->detail;
}
