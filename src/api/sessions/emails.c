/* An address takes effect when somebody who reads its mail says so. */
/* SPDX-License-Identifier: MIT */
#include "api/sessions/emails.h"

#include <string.h>

#include "api/sessions/attempts.h"
#include "base/crypto.h"

enum error email_ask(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_EMAIL_FACTS);
    const char *origin = attempt_session(r);
    enum crypto_fit fits = attempt_password(facts, origin, values_get(&r->values, P_PASSWORD));
    if (fits == CRYPTO_NO_MEMORY)
        return E_OUT_OF_MEMORY;
    if (fits == CRYPTO_DIFFERS) {
        request_invalid(r, "/password", "wrong_password", "is not your password", NULL);
        return attempt_fail(r, values_get(&r->values, P_ME_ID), origin, E_INVALID_FIELDS);
    }
    if (rows_true(facts, 0, "is_taken"))
        return E_EMAIL_TAKEN;
    plan_add(&r->plan, Q_ME_LOCK);
    plan_add(&r->plan, Q_EMAIL_ASK);
    return E_OK;
}

enum error email_token(struct request *r)
{
    const char *token = values_get(&r->values, P_TOKEN);
    values_set(&r->values, P_TOKEN_HASH, crypto_hash_bytea(r->arena, token, strlen(token)));
    return E_OK;
}

enum error email_confirm(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_EMAIL_CONFIRM_FACTS);
    return rows_count(facts) ? E_OK : E_INVALID_RESET_TOKEN;
}
