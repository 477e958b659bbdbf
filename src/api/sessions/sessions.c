/* Tokens handed out and taken back. */
/* SPDX-License-Identifier: MIT */
#include "api/sessions/sessions.h"

#include <string.h>
#include <time.h>

#include "api/sessions/attempts.h"
#include "api/sessions/devices.h"
#include "api/sessions/totp.h"
#include "base/crypto.h"
#include "gateway/language.h"
#include "identity/token.h"

/* The browser's way: the refresh token lives only in a cookie that no script can read, and the
 * header, which no foreign form can send, must come with it. */
static const char cookie_name[] = "__Host-refresh";

static bool wants_cookie(const struct request *r)
{
    const char *session = request_param(r, "HTTP_X_SESSION");
    return session && strcmp(session, "cookie") == 0;
}

/* How often a token's successors may be used while it still gives the newest of them. */
enum { SUCCESSORS = 8 };

/* A refresh token's successor follows from it, and only we can tell it: used by two at once it
 * gives both the same one, though no token is stored. */
static const char *successor(struct request *r, const char *token)
{
    return keys_mac(r->service->keys, r->arena, "orderd refresh token", token);
}

static void give_refresh_token(struct request *r, const char *token, const char *seconds)
{
    values_set(&r->values, P_REFRESH_HASH, crypto_hash_bytea(r->arena, token, strlen(token)));
    if (wants_cookie(r))
        request_set_cookie(r, cookie_name, token, seconds);
    else
        values_set(&r->values, P_SHOWN_REFRESH_TOKEN, token);
}

/* A new access token, and the refresh token beside it, for the session `sid`. */
static void give_tokens(struct request *r, const char *user_id, const char *role, const char *sid,
                        const char *refresh_token)
{
    const struct rows *facts = request_fact(r, Q_LOGIN_FACTS, Q_REFRESH_FACTS);
    int64_t now = time(NULL);
    int64_t seconds = rows_int(facts, 0, "access_token_seconds");
    const char *refresh_seconds = rows_text(facts, 0, "refresh_token_seconds");
    values_set(&r->values, P_USER_ID, user_id);
    values_set(&r->values, P_SID, sid);
    values_set(&r->values, P_ACCESS_TOKEN,
               token_sign(r->arena, r->service->conf, keys_current(r->service->keys), user_id, sid,
                          role, now, now + seconds));
    values_set_int(&r->values, P_ACCESS_SECONDS, seconds);
    values_set(&r->values, P_REFRESH_SECONDS, refresh_seconds);
    give_refresh_token(r, refresh_token, refresh_seconds);
}

/* A device that is locked was guessed with: it is a stranger again. */
static const char *origin_of(struct request *r, const struct rows *facts)
{
    const char *device = device_origin(r, rows_text(facts, 0, "id"));
    return device && !attempt_is_locked(facts, device) ? device : NULL;
}

/* Whatever is wrong, it takes the time of a hash. */
enum error session_login(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_LOGIN_FACTS);
    const char *user_id = rows_text(facts, 0, "id");
    const char *hash = rows_text(facts, 0, "password_hash");
    const char *origin = origin_of(r, facts);
    enum crypto_fit fits = crypto_password_check(hash, values_get(&r->values, P_PASSWORD));
    bool open = rows_true(facts, 0, "is_active") && !attempt_is_locked(facts, origin);
    if (fits == CRYPTO_NO_MEMORY)
        return E_OUT_OF_MEMORY;
    if (fits == CRYPTO_DIFFERS || !open)
        return attempt_fail(r, user_id, origin, E_INVALID_CREDENTIALS);
    if (rows_true(facts, 0, "awaits_confirmation")) {
        values_set(&r->values, P_USER_ID, user_id);
        plan_add(&r->plan, Q_EMAIL_ASK_AGAIN);
        r->refuse = E_EMAIL_UNCONFIRMED;
        return E_OK;
    }
    enum query use;
    enum error second = totp_check(r, request_fact(r, Q_TOTP_LOGIN_FACTS), &use);
    if (second)
        return second == E_INVALID_OTP ? attempt_fail(r, user_id, origin, second) : second;
    attempt_lock(r, user_id, origin);
    if (wants_cookie(r))
        device_remember(r, user_id, origin);
    values_set(&r->values, P_PASSWORD_HASH, hash);
    values_set(&r->values, P_MESSAGE, "Login successful");
    values_set(&r->values, P_LANGUAGES, request_languages(r));
    give_tokens(r, user_id, rows_text(facts, 0, "role"), crypto_uuid(r->arena),
                crypto_secret(r->arena));
    plan_add(&r->plan, Q_SESSION_CREATE);
    plan_add(&r->plan, use);
    return E_OK;
}

enum error session_refresh_token(struct request *r)
{
    const char *sent = values_get(&r->values, P_REFRESH_TOKEN);
    const char *cookie = wants_cookie(r) ? request_cookie(r, cookie_name) : NULL;
    if (sent && cookie)
        return E_AMBIGUOUS_CREDENTIALS;
    const char *token = sent ? sent : cookie;
    if (!token)
        return E_INVALID_REFRESH_TOKEN;
    values_set(&r->values, P_OLD_TOKEN, token);
    values_set(&r->values, P_OLD_HASH, crypto_hash_bytea(r->arena, token, strlen(token)));
    struct buf hashes = buf_new(r->arena);
    for (int i = 0; i < SUCCESSORS; i++) {
        token = successor(r, token);
        buf_printf(&hashes, "%s%s", i ? " " : "",
                   crypto_hash_bytea(r->arena, token, strlen(token)));
    }
    values_set(&r->values, P_SUCCESSOR_HASHES, hashes.data);
    return E_OK;
}

/* The first of the old token's successors that was not used yet, NULL when all were. */
static const char *newest_successor(struct request *r)
{
    const char *token = values_get(&r->values, P_OLD_TOKEN);
    int64_t used = rows_int(request_fact(r, Q_REFRESH_FACTS), 0, "used_successors");
    for (int64_t i = 0; i <= used; i++)
        token = successor(r, token);
    return used < SUCCESSORS ? token : NULL;
}

enum error session_refresh(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_REFRESH_FACTS);
    if (rows_count(facts) == 0 || !rows_true(facts, 0, "is_live"))
        return E_INVALID_REFRESH_TOKEN;
    const char *sid = rows_text(facts, 0, "session_id");
    if (rows_true(facts, 0, "is_reuse")) {
        values_set(&r->values, P_SID, sid);
        plan_add(&r->plan, Q_SESSION_REUSED);
        r->refuse = E_INVALID_REFRESH_TOKEN;
        return E_OK;
    }
    const char *token = newest_successor(r);
    if (!token)
        return E_INVALID_REFRESH_TOKEN;
    values_set(&r->values, P_MESSAGE, "Tokens refreshed");
    give_tokens(r, rows_text(facts, 0, "user_id"), rows_text(facts, 0, "role"), sid, token);
    plan_add(&r->plan, rows_true(facts, 0, "is_used") ? Q_SESSION_SHARED : Q_SESSION_REFRESH);
    return E_OK;
}

enum error session_logout(struct request *r)
{
    plan_add(&r->plan, r->token->kind == TOKEN_OUTSIDE ? Q_TOKEN_DENY : Q_SESSION_REVOKE);
    request_set_cookie(r, cookie_name, "", "0");
    return E_OK;
}

enum error jwks_show(struct request *r)
{
    struct json_writer w = json_writer(&r->reply.body);
    keys_write_jwks(r->service->keys, &w);
    r->replied = true;
    return E_OK;
}
