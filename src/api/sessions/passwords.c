/* Passwords: changed by who knows the old one, set anew by who has a link. */
/* SPDX-License-Identifier: MIT */
#include "api/sessions/passwords.h"

#include <string.h>

#include "api/people/users.h"
#include "api/sessions/attempts.h"
#include "base/crypto.h"

static struct password_owner owner_of(const struct rows *facts)
{
    return (struct password_owner){.email = rows_text(facts, 0, "email"),
                                   .username = rows_text(facts, 0, "username"),
                                   .first_name = rows_text(facts, 0, "first_name"),
                                   .last_name = rows_text(facts, 0, "last_name")};
}

/* Sets the new password of `user_id`, who has the facts unless another was quicker. */
static enum error set_password(struct request *r, const char *user_id, enum parameter field,
                               const char *event)
{
    const struct rows *facts = request_fact(r, Q_PASSWORD_FACTS, Q_RESET_FACTS);
    const struct password_owner owner = owner_of(facts);
    enum error error = user_check_password(r, field, &owner);
    if (error)
        return error;
    const char *hash = crypto_password_hash(r->arena, values_get(&r->values, field));
    if (!hash)
        return E_OUT_OF_MEMORY;
    values_set(&r->values, P_USER_ID, user_id);
    values_set(&r->values, P_PASSWORD_HASH, rows_text(facts, 0, "password_hash"));
    values_set(&r->values, P_NEW_PASSWORD_HASH, hash);
    values_set(&r->values, P_EVENT, event);
    return E_OK;
}

/* Guessing in a session locks that session's guesses, which then cost no hash. */
enum error password_change(struct request *r)
{
    const char *me = values_get(&r->values, P_ME_ID);
    const char *origin = attempt_session(r);
    enum crypto_fit fits = attempt_password(request_fact(r, Q_PASSWORD_FACTS), origin,
                                            values_get(&r->values, P_CURRENT_PASSWORD));
    if (fits == CRYPTO_NO_MEMORY)
        return E_OUT_OF_MEMORY;
    if (fits == CRYPTO_DIFFERS) {
        request_invalid(r, "/current_password", "wrong_password", "is not your password", NULL);
        return attempt_fail(r, me, origin, E_INVALID_FIELDS);
    }
    return set_password(r, me, P_NEW_PASSWORD, "password.changed");
}

enum error reset_hash(struct request *r)
{
    const char *token = values_get(&r->values, P_TOKEN);
    values_set(&r->values, P_RESET_HASH, crypto_hash_bytea(r->arena, token, strlen(token)));
    return E_OK;
}

enum error password_reset(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_RESET_FACTS);
    if (rows_count(facts) == 0)
        return E_INVALID_RESET_TOKEN;
    return set_password(r, rows_text(facts, 0, "user_id"), P_PASSWORD, "password.reset");
}
