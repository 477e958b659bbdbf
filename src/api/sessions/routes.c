/* Signing in and staying in: passwords, second factors, sessions, API keys. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/sessions/api_keys.h"
#include "api/sessions/emails.h"
#include "api/sessions/passwords.h"
#include "api/sessions/sessions.h"
#include "api/sessions/totp.h"

const struct route sessions_routes[] = {
    {ROUTE("GET", "/.well-known/jwks.json", ANYONE, LIVE, "auth", "The keys that sign tokens"),
     .flags = R_NO_TOKEN | R_NO_DB, .handler = jwks_show},
    {ROUTE("DELETE", "/admin/users/{id}/totp", ADMIN, API, "admin",
           "Take the second factor off an account whose owner has lost it"),
     .flags = R_NO_CONTENT, .facts = {Q_TOTP_OWNER}, .handler = totp_take_off,
     .write = {Q_ATTEMPT_LOCK, Q_TOTP_REMOVE}, .status = 204},

    {ROUTE("GET", "/api-keys", CUSTOMER, API, "auth", "List my API keys; admins see all"),
     .flags = R_SESSION, .query = &api_key_query, .list = &api_keys_list, .answer = &api_key_out},
    {ROUTE("POST", "/api-keys", CUSTOMER, API, "auth", "Make an API key; it is shown this once"),
     .flags = R_CREATES | R_SESSION, .body = &api_key_in, .facts = {Q_API_KEY_NEW},
     .handler = api_key_create, .write = {Q_ME_LOCK, Q_API_KEYS_BOUND, Q_API_KEY_CREATE},
     .show = Q_API_KEY_GET, .status = 201, .answer = &api_key_made_out},
    {ROUTE("DELETE", "/api-keys/{id}", CUSTOMER, API, "auth", "Revoke an API key"),
     .flags = R_NO_CONTENT | R_SESSION, .facts = {Q_API_KEY_GET}, .write = {Q_API_KEY_REVOKE},
     .status = 204},

    {ROUTE("POST", "/auth/email", CUSTOMER, PASSWORD, "auth",
           "Change my address; it takes effect once the link that is sent there is followed"),
     .flags = R_SESSION | R_HASHES, .limit = "password", .body = &email_in,
     .facts = {Q_EMAIL_FACTS}, .handler = email_ask, .plans = 2, .status = 202,
     .answer = &message_out},
    {ROUTE("POST", "/auth/email/confirm", ANYONE, API, "auth", "Confirm an address by a link"),
     .flags = R_NO_TOKEN | R_CONFLICTS, .limit = "forgot", .body = &email_confirm_in,
     .prepare = email_token, .facts = {Q_EMAIL_CONFIRM_FACTS}, .handler = email_confirm,
     .write = {Q_EMAIL_CONFIRM}, .answer = &message_out},

    {ROUTE("POST", "/auth/login", ANYONE, AUTH, "auth", "Sign in"), .flags = R_NO_TOKEN | R_HASHES,
     .limit = "login", .body = &login_in, .prepare = totp_otp,
     .facts = {Q_LOGIN_FACTS, Q_TOTP_LOGIN_FACTS}, .handler = session_login, .plans = 3,
     .show = Q_SESSION_CREATED, .answer = &login_out},
    {ROUTE("POST", "/auth/logout", CUSTOMER, API, "auth", "Sign out"),
     .flags = R_BODY_OPTIONAL | R_SESSION | R_OWN, .body = &schema_nothing,
     .handler = session_logout, .plans = 1, .answer = &logout_out},
    {ROUTE("POST", "/auth/password", CUSTOMER, PASSWORD, "auth",
           "Change my password; ends my other sessions and my API keys"),
     .flags = R_SESSION | R_HASHES | R_OWN, .limit = "password", .body = &password_in,
     .facts = {Q_PASSWORD_FACTS}, .handler = password_change, .plans = 2,
     .write = {Q_PASSWORD_LOCK, Q_PASSWORD_SET}, .answer = &message_out},
    {ROUTE("POST", "/auth/password/forgot", ANYONE, API, "auth",
           "Ask for a link that sets a new password; the answer tells nobody who has an account"),
     .flags = R_NO_TOKEN, .limit = "forgot", .body = &forgot_in, .write = {Q_PASSWORD_FORGOTTEN},
     .status = 202, .answer = &message_out},
    {ROUTE("POST", "/auth/password/reset", ANYONE, PASSWORD, "auth",
           "Set a new password by a link"),
     .flags = R_NO_TOKEN | R_HASHES, .limit = "forgot", .body = &reset_in, .prepare = reset_hash,
     .facts = {Q_RESET_FACTS}, .handler = password_reset,
     .write = {Q_PASSWORD_LOCK, Q_RESET_USE, Q_PASSWORD_SET}, .answer = &message_out},
    {ROUTE("POST", "/auth/refresh", ANYONE, API, "auth", "New tokens for a refresh token"),
     .flags = R_NO_TOKEN | R_BODY_OPTIONAL, .body = &refresh_in, .prepare = session_refresh_token,
     .facts = {Q_REFRESH_FACTS}, .handler = session_refresh, .plans = 1, .show = Q_SESSION_CREATED,
     .answer = &login_out},

    {ROUTE("GET", "/auth/sessions", CUSTOMER, API, "auth", "My sessions"),
     .flags = R_SESSION | R_OWN, .facts = {Q_SESSIONS_LIST}, .answer = &session_out},
    {ROUTE("DELETE", "/auth/sessions/{session_id}", CUSTOMER, API, "auth", "End a session"),
     .flags = R_SESSION | R_OWN, .write = {Q_SESSION_REVOKE}, .answer = &logout_out},

    {ROUTE("DELETE", "/auth/totp", CUSTOMER, PASSWORD, "auth", "Switch my second factor off"),
     .flags = R_SESSION | R_HASHES | R_OWN | R_NO_CONTENT, .limit = "password",
     .body = &totp_remove_in, .prepare = totp_otp, .facts = {Q_TOTP_FACTS}, .handler = totp_remove,
     .plans = 3, .status = 204},
    {ROUTE("GET", "/auth/totp", CUSTOMER, PASSWORD, "auth", "My second factor"), .flags = R_OWN,
     .limit = "password", .facts = {Q_TOTP_GET}, .answer = &totp_out},
    {ROUTE("POST", "/auth/totp", CUSTOMER, PASSWORD, "auth",
           "Begin to switch a second factor on; the secret is shown this once"),
     .flags = R_SESSION | R_OWN | R_BODY_OPTIONAL, .limit = "password", .body = &schema_nothing,
     .facts = {Q_TOTP_FACTS}, .handler = totp_begin, .write = {Q_TOTP_BEGIN},
     .answer = &totp_begun_out},
    {ROUTE("POST", "/auth/totp/confirm", CUSTOMER, API, "auth",
           "Switch it on by its first code; ends my other sessions"),
     .flags = R_SESSION | R_OWN, .body = &totp_confirm_in, .prepare = totp_otp,
     .facts = {Q_TOTP_FACTS}, .handler = totp_confirm, .write = {Q_ATTEMPT_LOCK, Q_TOTP_CONFIRM},
     .answer = &totp_confirmed_out},

    {ROUTE("POST", "/auth/validate", CUSTOMER, API, "auth", "Whether my token is valid"),
     .flags = R_BODY_OPTIONAL | R_OWN, .body = &schema_nothing, .facts = {Q_SESSION_VALIDATE},
     .answer = &validate_out},
    {.method = NULL},
};
