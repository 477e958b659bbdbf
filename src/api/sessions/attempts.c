/* Counting by origin: a stranger elsewhere keeps nobody out who signed in here before. */
/* SPDX-License-Identifier: MIT */
#include "api/sessions/attempts.h"

#include "base/words.h"

const char *attempt_session(struct request *r)
{
    const char *sid = values_get(&r->values, P_SID);
    return sid ? arena_printf(r->arena, "session:%s", sid) : NULL;
}

bool attempt_is_locked(const struct rows *facts, const char *origin)
{
    const char *locked = rows_text(facts, 0, "locked_origins");
    if (origin)
        return words_have(locked, origin);
    return words_have(locked, "all") || words_have(locked, rows_text(facts, 0, "address_origin"));
}

enum crypto_fit attempt_password(const struct rows *facts, const char *origin, const char *sent)
{
    return attempt_is_locked(facts, origin)
               ? CRYPTO_DIFFERS
               : crypto_password_check(rows_text(facts, 0, "password_hash"), sent);
}

void attempt_lock(struct request *r, const char *user_id, const char *origin)
{
    values_set(&r->values, P_USER_ID, user_id);
    values_set(&r->values, P_KNOWN_ORIGIN, origin);
    plan_add(&r->plan, Q_ATTEMPT_LOCK);
}

enum error attempt_fail(struct request *r, const char *user_id, const char *origin,
                        enum error error)
{
    attempt_lock(r, user_id, origin);
    plan_add(&r->plan, Q_ATTEMPT_FAILED);
    r->refuse = error;
    return E_OK;
}
