/* Tokens handed out and taken back. */
/* SPDX-License-Identifier: MIT */
#include "api/sessions.h"

#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "gateway/token.h"

/* The browser's way: the refresh token lives only in a cookie that no script can read, and the
 * header, which no foreign form can send, must come with it. */
static const char cookie_name[] = "__Secure-refresh";
static const char cookie_scope[] = "Path=/api/v1/auth; HttpOnly; Secure; SameSite=Strict";

static bool wants_cookie(const struct request *r)
{
    const char *session = request_param(r, "HTTP_X_SESSION");
    return session && strcmp(session, "cookie") == 0;
}

static void give_refresh_token(struct request *r, const char *token, const char *seconds)
{
    values_set(&r->values, "refresh_hash", crypto_hash_bytea(r->arena, token, strlen(token)));
    if (!wants_cookie(r)) {
        values_set(&r->values, "shown_refresh_token", token);
        return;
    }
    request_header(
        r, "Set-Cookie",
        arena_printf(r->arena, "%s=%s; Max-Age=%s; %s", cookie_name, token, seconds, cookie_scope));
}

/* A new access token, and a new refresh token beside it, for the session `sid`. */
static void give_tokens(struct request *r, const char *user_id, const char *role, const char *sid)
{
    const struct rows *facts = r->facts[0];
    int64_t now = time(NULL);
    int64_t seconds = rows_int(facts, 0, "access_token_seconds");
    const char *refresh_seconds = rows_text(facts, 0, "refresh_token_seconds");
    values_set(&r->values, "user_id", user_id);
    values_set(&r->values, "sid", sid);
    values_set(&r->values, "access_token",
               token_sign(r->arena, r->service->conf, keys_current(r->service->keys), user_id, sid,
                          role, now, now + seconds));
    values_set_int(&r->values, "access_seconds", seconds);
    values_set(&r->values, "refresh_seconds", refresh_seconds);
    give_refresh_token(r, crypto_secret(r->arena), refresh_seconds);
}

enum error session_login(struct request *r)
{
    const struct rows *facts = r->facts[0];
    const char *user_id = rows_text(facts, 0, "id");
    const char *hash = rows_text(facts, 0, "password_hash");
    bool fits = crypto_password_fits(hash, values_get(&r->values, "password"));
    bool open = rows_true(facts, 0, "is_active") && !rows_true(facts, 0, "is_locked");
    if (!fits || !open) {
        values_set(&r->values, "user_id", user_id);
        plan_add(&r->plan, Q_LOGIN_FAILED);
        r->refuse = E_INVALID_CREDENTIALS;
        return E_OK;
    }
    values_set(&r->values, "password_hash", hash);
    values_set(&r->values, "message", "Login successful");
    give_tokens(r, user_id, rows_text(facts, 0, "role"), crypto_uuid(r->arena));
    plan_add(&r->plan, Q_SESSION_CREATE);
    return E_OK;
}

enum error session_refresh_token(struct request *r)
{
    const char *sent = values_get(&r->values, "refresh_token");
    const char *cookie = wants_cookie(r) ? request_cookie(r, cookie_name) : NULL;
    if (sent && cookie)
        return E_AMBIGUOUS_CREDENTIALS;
    const char *token = sent ? sent : cookie;
    if (!token)
        return E_INVALID_REFRESH_TOKEN;
    values_set(&r->values, "old_hash", crypto_hash_bytea(r->arena, token, strlen(token)));
    return E_OK;
}

enum error session_refresh(struct request *r)
{
    const struct rows *facts = r->facts[0];
    if (rows_count(facts) == 0 || !rows_true(facts, 0, "is_live"))
        return E_INVALID_REFRESH_TOKEN;
    const char *sid = rows_text(facts, 0, "session_id");
    if (rows_true(facts, 0, "is_reuse")) {
        values_set(&r->values, "sid", sid);
        plan_add(&r->plan, Q_SESSION_REUSED);
        r->refuse = E_INVALID_REFRESH_TOKEN;
        return E_OK;
    }
    values_set(&r->values, "message", "Tokens refreshed");
    give_tokens(r, rows_text(facts, 0, "user_id"), rows_text(facts, 0, "role"), sid);
    plan_add(&r->plan, Q_SESSION_REFRESH);
    return E_OK;
}

enum error session_logout(struct request *r)
{
    plan_add(&r->plan, r->token->kind == TOKEN_OUTSIDE ? Q_TOKEN_DENY : Q_SESSION_REVOKE);
    request_header(r, "Set-Cookie",
                   arena_printf(r->arena, "%s=; Max-Age=0; %s", cookie_name, cookie_scope));
    return E_OK;
}

enum error jwks_show(struct request *r)
{
    struct json_writer w = json_writer(&r->reply.body);
    keys_write_jwks(r->service->keys, &w);
    r->replied = true;
    return E_OK;
}
