/* Access tokens and API keys to principals. The database decides; the cache only saves a round
 * trip. */
/* SPDX-License-Identifier: MIT */
#include "gateway/auth.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "gateway/route.h"
#include "identity/issuer.h"
#include "identity/shared_keys.h"

/* How every API key begins; no JWT does. */
static bool is_api_key(const char *text)
{
    return strncmp(text, AUTH_KEY_PREFIX, sizeof AUTH_KEY_PREFIX - 1) == 0;
}

/* The token or key that was sent, NULL when none was. */
static enum error find_credential(struct request *r, const char **text)
{
    static const char scheme[] = "Bearer ";
    const char *header = request_param(r, "HTTP_AUTHORIZATION");
    const char *key = request_param(r, "HTTP_X_API_KEY");
    bool has_key = key && *key;
    *text = has_key ? key : NULL;
    if (!header || !*header)
        return !has_key || is_api_key(key) ? E_OK : E_INVALID_TOKEN;
    if (has_key)
        return E_AMBIGUOUS_CREDENTIALS;
    if (strncasecmp(header, scheme, sizeof scheme - 1) != 0)
        return E_INVALID_TOKEN;
    *text = header + sizeof scheme - 1;
    *text += strspn(*text, " ");
    return E_OK;
}

bool auth_is_new(const struct request *r, const struct rows *principal)
{
    return r->token->kind == TOKEN_OUTSIDE && rows_count(principal) > 0 &&
           !rows_text(principal, 0, "me_id");
}

enum error auth_welcome(struct request *r)
{
    struct plan plan = {0};
    const struct rows *rows[2];
    const char *text = NULL;
    if (find_credential(r, &text))
        return E_INVALID_TOKEN;
    issuer_read_profile(r->arena, text, &r->values);
    values_set(&r->values, P_NO_PASSWORD, crypto_password_none());
    plan_add(&plan, Q_OUTSIDE_LOCK);
    plan_add(&plan, Q_OUTSIDE_LINK);
    enum error error = db_run(r->service->db, r->arena, &plan, &r->values, rows);
    return error == E_EMAIL_TAKEN ? E_AGAIN : error; /* registered in this moment */
}

static void set_session(struct request *r)
{
    values_set(&r->values, P_SID, r->token->sid);
    values_set(&r->values, P_SUB, r->token->sub);
}

static void set_outside(struct request *r, const char *text)
{
    const struct token *token = r->token;
    const char *id = arena_printf(r->arena, "jti:%s", token->jti);
    if (!*token->jti) /* without its signature, of which ECDSA has two */
        id = arena_printf(r->arena, "hash:%s",
                          crypto_hash_bytea(r->arena, text, (size_t)(strrchr(text, '.') - text)));
    values_set(&r->values, P_OUTSIDE_ISSUER, r->service->conf->outside_issuer);
    values_set(&r->values, P_OUTSIDE_SUBJECT, token->sub);
    values_set(&r->values, P_TOKEN_ID, id);
    values_set_int(&r->values, P_TOKEN_EXPIRES, token->expires);
}

/* A token of ours, also when another host made the key a moment ago. */
static struct token *verify_own(struct request *r, const char *text, size_t length, time_t now)
{
    struct service *service = r->service;
    struct token *token =
        token_verify(service->tokens, r->arena, service->conf, service->keys, text, length, now);
    if (token || !shared_keys_follow(service->keys, service->db))
        return token;
    return token_verify(service->tokens, r->arena, service->conf, service->keys, text, length, now);
}

static enum error read_credential(struct request *r, const char *text)
{
    struct service *service = r->service;
    size_t length = strlen(text);
    time_t now = time(NULL);
    if (is_api_key(text)) {
        r->token = token_of_key(service->tokens, text, length);
        values_set(&r->values, P_KEY_HASH, crypto_hash_bytea(r->arena, text, length));
        return E_OK;
    }
    r->token = verify_own(r, text, length, now);
    if (r->token) {
        set_session(r);
        return E_OK;
    }
    if (service->issuer)
        r->token = issuer_verify(service->tokens, r->arena, service->issuer, text, length, now);
    if (!r->token)
        return keys_behind(service->keys) ? E_UNAVAILABLE : E_INVALID_TOKEN;
    set_outside(r, text);
    return E_OK;
}

enum error auth_read_token(struct request *r)
{
    const char *text = NULL;
    enum error error = r->route->flags & R_NO_TOKEN ? E_OK : find_credential(r, &text);
    if (error)
        return error;
    if (text)
        return read_credential(r, text);
    return r->route->role > ROLE_ANYONE ? E_AUTHENTICATION_REQUIRED : E_OK;
}

enum query auth_principal(const struct request *r)
{
    static const enum query principals[] = {
        [TOKEN_SESSION] = Q_SESSION_PRINCIPAL,
        [TOKEN_API_KEY] = Q_API_KEY_PRINCIPAL,
        [TOKEN_OUTSIDE] = Q_OUTSIDE_PRINCIPAL,
    };
    return principals[r->token->kind];
}

static const char *null_if_empty(const char *text)
{
    return *text ? text : NULL;
}

bool auth_guess(struct request *r)
{
    const struct token *token = r->token;
    if (!*token->role)
        return false;
    values_set(&r->values, P_ME_ID, token->user_id);
    values_set(&r->values, P_ME_ROLE, token->role);
    values_set(&r->values, P_ME_DEPARTMENT_ID, null_if_empty(token->department_id));
    values_set(&r->values, P_ME_CUSTOMER_ID, null_if_empty(token->customer_id));
    values_set(&r->values, P_PRINCIPAL, arena_printf(r->arena, "user:%s", token->user_id));
    return true;
}

/* Copies what a column says into the guess; false when that changed it. */
static bool learn(char *guess, size_t size, const char *text)
{
    if (!text)
        text = "";
    bool known = strcmp(guess, text) == 0;
    snprintf(guess, size, "%s", text);
    return known;
}

/* Who lacks the second factor that the shop demands is as good as a customer. */
static const char *role_of(const struct request *r, const struct rows *session)
{
    return r->lacks_factor ? role_name(ROLE_CUSTOMER) : rows_text(session, 0, "me_role");
}

bool auth_settle(struct request *r, const struct rows *session)
{
    r->role = ROLE_ANYONE;
    if (rows_count(session) == 0)
        return true;
    struct token *token = r->token = token_keep(r->service->tokens, r->token);
    r->lacks_factor = rows_true(session, 0, "lacks_factor");
    bool user = learn(token->user_id, sizeof token->user_id, rows_text(session, 0, "me_id"));
    bool role = learn(token->role, sizeof token->role, role_of(r, session));
    bool department = learn(token->department_id, sizeof token->department_id,
                            rows_text(session, 0, "me_department_id"));
    bool customer = learn(token->customer_id, sizeof token->customer_id,
                          rows_text(session, 0, "me_customer_id"));
    r->role = role_named(token->role);
    return user && role && department && customer;
}
