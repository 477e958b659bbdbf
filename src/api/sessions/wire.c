/* What signing in, passwords, second factors and keys look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/people/users.h"
#include "api/sessions/api_keys.h"
#include "api/sessions/emails.h"
#include "api/sessions/passwords.h"
#include "api/sessions/sessions.h"
#include "api/sessions/totp.h"

/* clang-format off */
/* ---- what is shown to be let in, or to change that ---- */

enum {
    LOGIN = IN,
    FORGOT = USE_OWN,
    RESET = USE_OWN << 1,
    CONFIRM = USE_OWN << 2,
    REMOVE = USE_OWN << 3,
    EMAIL = USE_OWN << 4,
    CONFIRM_EMAIL = USE_OWN << 5,
};

static const struct field credentials[] = {
    {"email", F_EMAIL, LOGIN | FORGOT, .required = LOGIN | FORGOT,
     .meaning = "Of the account", .example = "\"john@example.com\""},
    {"email", F_EMAIL, EMAIL, .required = EMAIL,
     .meaning = "The new address; it takes effect once it is confirmed",
     .example = "\"jane@example.com\""},
    {"token", F_TEXT, CONFIRM_EMAIL, .required = CONFIRM_EMAIL, .secret = true, .least = 1,
     .most = 200, .meaning = "Of the link; good once, for a day",
     .example = "\"pWkq0T3mB7yZx1cVnR5uJd8sLhGf2aEo\""},
    {"token", F_TEXT, RESET, .required = RESET, .secret = true, .least = 1, .most = 200,
     .meaning = "Of the link; good once, for 30 minutes",
     .example = "\"pWkq0T3mB7yZx1cVnR5uJd8sLhGf2aEo\""},
    {"password", F_TEXT, LOGIN | REMOVE | EMAIL, .required = LOGIN | REMOVE | EMAIL, .secret = true,
     .least = 1, .most = 128, .meaning = "Of the account", .example = "\"SecurePass123\""},
    {"password", F_PASSWORD, RESET, .required = RESET, .secret = true, .aliases = "new_password",
     .meaning = "8 to 128 characters, without your names or the shop's",
     .example = "\"correct horse battery\""},
    {"current_password", F_TEXT, CHANGE, .required = CHANGE, .secret = true,
     .least = 1, .most = 128, .meaning = "The one that holds now",
     .example = "\"SecurePass123\""},
    {"new_password", F_PASSWORD, CHANGE, .required = CHANGE, .secret = true,
     .meaning = "8 to 128 characters, without your names or the shop's",
     .example = "\"correct horse battery\""},
    {"otp", F_TEXT, LOGIN, .secret = true, .least = 6, .most = 40,
     .meaning = "Where a second factor is on: the code that the app shows, or a recovery code"},
    {"otp", F_TEXT, CONFIRM, .required = CONFIRM, .secret = true, .least = 6, .most = 40,
     .meaning = "The code that the app shows", .example = "\"287082\""},
    {"otp", F_TEXT, REMOVE, .required = REMOVE, .secret = true, .least = 6, .most = 40,
     .meaning = "The code that the app shows, or a recovery code", .example = "\"287082\""},
    {.name = NULL},
};
const struct schema login_in = {"LoginIn", credentials, .use = LOGIN};
const struct schema password_in = {"PasswordChange", credentials, .use = CHANGE};
const struct schema forgot_in = {"PasswordForgotten", credentials, .use = FORGOT};
const struct schema email_in = {"EmailChange", credentials, .use = EMAIL};
const struct schema email_confirm_in = {"EmailConfirm", credentials, .use = CONFIRM_EMAIL};
const struct schema reset_in = {"PasswordReset", credentials, .use = RESET};
const struct schema totp_confirm_in = {"SecondFactorConfirm", credentials, .use = CONFIRM};
const struct schema totp_remove_in = {"SecondFactorRemove", credentials, .use = REMOVE};

/* ---- sessions ---- */

enum { LOGGED_OUT = USE_OWN, PASSWORD_SET = USE_OWN << 1 };

static const struct field tokens[] = {
    {"message", F_TEXT, OUT, .meaning = "For people", .example = "\"Login successful\""},
    {"message", F_TEXT, LOGGED_OUT, .meaning = "For people", .example = "\"Logged out\""},
    {"message", F_TEXT, PASSWORD_SET, .meaning = "For people", .example = "\"Password changed\""},
    {"token", F_TEXT, OUT, .secret = true, .meaning = "The same as access_token",
     .example = "\"eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl\""},
    {"access_token", F_TEXT, OUT, .secret = true, .meaning = "Send it as Authorization: Bearer",
     .example = "\"eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl\""},
    {"refresh_token", F_TEXT, IN, .secret = true, .least = 1, .most = 200,
     .meaning = "Unless it is in the cookie, with the header X-Session: cookie",
     .example = "\"pWkq0T3mB7yZx1cVnR5uJd8sLhGf2aEo\""},
    {"refresh_token", F_TEXT, OUT, .nullable = OUT, .secret = true,
     .meaning = "For one refresh; null when it is in the cookie",
     .example = "\"pWkq0T3mB7yZx1cVnR5uJd8sLhGf2aEo\""},
    {"token_type", F_TEXT, OUT, .meaning = "Bearer", .example = "\"Bearer\""},
    {"expires_in", F_INT, OUT, .meaning = "Seconds the access token lives", .example = "3600"},
    {"events_last", F_TEXT, OUT,
     .meaning = "Where the feed of events ends now: who listens behind it hears of all that is newer "
                "than what they read next",
     .example = "\"4f95cc266dde:5000\""},
    {"user", F_OBJECT, OUT, .of = &user_out, .meaning = "Who signed in"},
    {.name = NULL},
};
const struct schema login_out = {"SignedIn", tokens, .use = OUT};
const struct schema refresh_in = {"RefreshIn", tokens, .use = IN};
const struct schema logout_out = {"LoggedOut", tokens, .use = LOGGED_OUT};
const struct schema message_out = {"Message", tokens, .use = PASSWORD_SET};

static const struct field validated[] = {
    {"valid", F_BOOL, .meaning = "true; an invalid token answers 401"},
    {"user_id", F_ID, .meaning = "Whose token it is"},
    {"email", F_EMAIL, .meaning = "Their address"},
    {"role", F_TEXT, .meaning = "Their role now", .example = "\"customer\""},
    {"department_id", F_ID, .nullable = OUT, .meaning = "Their department"},
    {"session_id", F_UUID, .nullable = OUT, .meaning = "The session; null for an API key"},
    {.name = NULL},
};
const struct schema validate_out = {"Validated", validated, .use = OUT};

static const struct field session[] = {
    {"id", F_UUID, .meaning = "Identity"},
    {"created_at", F_TIME, .meaning = "When it began"},
    {"last_used_at", F_TIME, .meaning = "Last sign-in or refresh"},
    {"expires_at", F_TIME, .meaning = "When it ends by itself"},
    {"address", F_TEXT, .nullable = OUT, .meaning = "Where from", .example = "\"192.0.2.1\""},
    {"user_agent", F_TEXT, .nullable = OUT, .meaning = "With what", .example = "\"curl/8.5.0\""},
    {"current", F_BOOL, .meaning = "Whether it is the one that asks"},
    {.name = NULL},
};
const struct schema session_out = {"Session", session, .use = OUT};

/* ---- the second factor ---- */

enum { BEGUN = USE_OWN, CONFIRMED = USE_OWN << 1 };

static const struct field second_factor[] = {
    {"is_on", F_BOOL, OUT, .meaning = "Whether signing in takes a code"},
    {"confirmed_at", F_TIME, OUT, .nullable = OUT,
     .meaning = "Since when", .example = "\"2026-01-01T09:00:00Z\""},
    {"recovery_codes_left", F_INT, OUT,
     .meaning = "How many were not used yet", .example = "10"},
    {"is_demanded", F_BOOL, OUT,
     .meaning = "Whether the shop's setting second_factor demands it of your role"},
    {"secret", F_TEXT, BEGUN, .secret = true,
     .meaning = "For the authenticator app, in base32; shown this once",
     .example = "\"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\""},
    {"uri", F_TEXT, BEGUN, .secret = true,
     .meaning = "The same as a link, and what a QR code holds",
     .example = "\"otpauth://totp/shop.example.com:john%40example.com?"
                "secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=shop.example.com&"
                "algorithm=SHA1&digits=6&period=30\""},
    {"recovery_codes", F_ARRAY, CONFIRMED, .secret = true,
     .meaning = "Ten codes, each signs in once in place of the app's; shown this once",
     .example = "[\"JBSW-Y3DP-EHPK-3PXP\"]"},
    {.name = NULL},
};
const struct schema totp_out = {"SecondFactor", second_factor, .use = OUT};
const struct schema totp_begun_out = {"SecondFactorBegun", second_factor, .use = BEGUN};
const struct schema totp_confirmed_out = {"RecoveryCodes", second_factor, .use = CONFIRMED};

/* ---- API keys ---- */

static const struct sort api_key_sorts[] = {
    {"-id", Q_API_KEYS_LIST, NULL},
    {NULL, Q_NONE, NULL},
};
const struct list api_keys_list = {api_key_sorts, Q_API_KEYS_COUNT};

enum { MADE = USE_OWN, SHOWN = OUT | MADE };

static const struct field api_key[] = {
    {"id", F_ID, SHOWN, .meaning = "Identity", .example = "1"},
    {"user_id", F_ID, SHOWN, .meaning = "For whom it acts", .example = "1"},
    {"user_id", F_ID, QUERY, .meaning = "Only this user's; admins see everybody's"},
    {"name", F_TEXT, IN | SHOWN, .required = IN, .least = 1, .most = 100,
     .meaning = "What its owner calls it", .example = "\"warehouse scanner\""},
    {"prefix", F_TEXT, SHOWN, .meaning = "How the key begins", .example = "\"orderd_pWkq0\""},
    {"role", F_ENUM, IN, .words = role_words,
     .meaning = "What it may do, at most what you may; without it, the same",
     .example = "\"staff\""},
    {"role", F_ENUM, SHOWN, .words = role_words,
     .meaning = "What it may do", .example = "\"staff\""},
    {"created_at", F_TIME, SHOWN,
     .meaning = "When it was made", .example = "\"2026-01-01T09:00:00Z\""},
    {"expires_at", F_TIME, IN | SHOWN, .nullable = ALWAYS,
     .meaning = "Useless from then on; null: never", .example = "\"2099-01-01T00:00:00Z\""},
    {"last_used_at", F_TIME, SHOWN, .nullable = SHOWN,
     .meaning = "Last use, to the minute; null: never", .example = "\"2026-01-01T09:00:00Z\""},
    {"key", F_TEXT, MADE, .nullable = MADE, .secret = true,
     .meaning = "The key itself, shown this once; null when the request is repeated",
     .example = "\"orderd_pWkq0T3mB7yZx1cVnR5uJd8sLhGf2aEo\""},
    {.name = NULL},
};
const struct schema api_key_in = {"ApiKeyIn", api_key, .use = IN};
const struct schema api_key_query = {"ApiKeyQuery", api_key, .use = QUERY};
const struct schema api_key_out = {"ApiKey", api_key, .use = OUT};
const struct schema api_key_made_out = {"ApiKeyMade", api_key, .use = MADE};
/* clang-format on */
