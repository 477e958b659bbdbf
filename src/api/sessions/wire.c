/* What signing in looks like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/people/users.h"
#include "api/sessions/sessions.h"

static const struct field login_fields[] = {
    {.name = "email",
     .type = F_EMAIL,
     .required = ALWAYS,
     .meaning = "Of the account",
     .example = "\"john@example.com\""},
    {.name = "password",
     .type = F_TEXT,
     .required = ALWAYS,
     .secret = true,
     .least = 1,
     .most = 128,
     .meaning = "Of the account",
     .example = "\"SecurePass123\""},
    {.name = "otp",
     .type = F_TEXT,
     .secret = true,
     .least = 6,
     .most = 40,
     .meaning = "Where a second factor is on: the code that the app shows, or a recovery code"},
    {.name = NULL},
};
const struct schema login_in = {.name = "LoginIn", .fields = login_fields};

static const struct field login_out_fields[] = {
    {.name = "message", .type = F_TEXT, .meaning = "For people", .example = "\"Login successful\""},
    {.name = "token",
     .type = F_TEXT,
     .secret = true,
     .meaning = "The same as access_token",
     .example = "\"eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl\""},
    {.name = "access_token",
     .type = F_TEXT,
     .secret = true,
     .meaning = "Send it as Authorization: Bearer",
     .example = "\"eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl\""},
    {.name = "refresh_token",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .secret = true,
     .meaning = "For one refresh; null when it is in the cookie",
     .example = "\"pWkq0T3mB7yZx1cVnR5uJd8sLhGf2aEo\""},
    {.name = "token_type", .type = F_TEXT, .meaning = "Bearer", .example = "\"Bearer\""},
    {.name = "expires_in",
     .type = F_INT,
     .meaning = "Seconds the access token lives",
     .example = "3600"},
    {.name = "user", .type = F_OBJECT, .of = &user_out, .meaning = "Who signed in"},
    {.name = NULL},
};
const struct schema login_out = {.name = "SignedIn", .fields = login_out_fields};

static const struct field refresh_fields[] = {
    {.name = "refresh_token",
     .type = F_TEXT,
     .secret = true,
     .least = 1,
     .most = 200,
     .meaning = "Unless it is in the cookie, with the header X-Session: cookie",
     .example = "\"pWkq0T3mB7yZx1cVnR5uJd8sLhGf2aEo\""},
    {.name = NULL},
};
const struct schema refresh_in = {.name = "RefreshIn", .fields = refresh_fields};

static const struct field logout_fields[] = {
    {.name = "message", .type = F_TEXT, .meaning = "For people", .example = "\"Logged out\""},
    {.name = NULL},
};
const struct schema logout_out = {.name = "LoggedOut", .fields = logout_fields};

static const struct field validate_fields[] = {
    {.name = "valid", .type = F_BOOL, .meaning = "true; an invalid token answers 401"},
    {.name = "user_id", .type = F_ID, .meaning = "Whose token it is"},
    {.name = "email", .type = F_EMAIL, .meaning = "Their address"},
    {.name = "role", .type = F_TEXT, .meaning = "Their role now", .example = "\"customer\""},
    {.name = "department_id", .type = F_ID, .nullable = ALWAYS, .meaning = "Their department"},
    {.name = "session_id",
     .type = F_UUID,
     .nullable = ALWAYS,
     .meaning = "The session; null for an API key"},
    {.name = NULL},
};
const struct schema validate_out = {.name = "Validated", .fields = validate_fields};

static const struct field session_fields[] = {
    {.name = "id", .type = F_UUID, .meaning = "Identity"},
    {.name = "created_at", .type = F_TIME, .meaning = "When it began"},
    {.name = "last_used_at", .type = F_TIME, .meaning = "Last sign-in or refresh"},
    {.name = "expires_at", .type = F_TIME, .meaning = "When it ends by itself"},
    {.name = "address",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Where from",
     .example = "\"192.0.2.1\""},
    {.name = "user_agent",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "With what",
     .example = "\"curl/8.5.0\""},
    {.name = "current", .type = F_BOOL, .meaning = "Whether it is the one that asks"},
    {.name = NULL},
};
const struct schema session_out = {.name = "Session", .fields = session_fields};
