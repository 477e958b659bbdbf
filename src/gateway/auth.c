/* Access tokens to principals. The database decides; the cache only saves a round trip. */
/* SPDX-License-Identifier: MIT */
#include "gateway/auth.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "gateway/route.h"

enum error auth_read_token(struct request *r)
{
    static const char scheme[] = "Bearer ";
    const char *header = request_param(r, "HTTP_AUTHORIZATION");
    if (!header || !*header || r->route->flags & R_NO_TOKEN)
        return r->route->role > ROLE_ANYONE ? E_AUTHENTICATION_REQUIRED : E_OK;
    if (strncasecmp(header, scheme, sizeof scheme - 1) != 0)
        return E_INVALID_TOKEN;

    const char *text = header + sizeof scheme - 1;
    text += strspn(text, " ");
    r->token = token_verify(r->service->tokens, r->arena, r->service->conf, r->service->keys, text,
                            strlen(text), time(NULL));
    if (!r->token)
        return E_INVALID_TOKEN;
    values_set(&r->values, "sid", r->token->sid);
    values_set(&r->values, "sub", r->token->sub);
    return E_OK;
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
    values_set(&r->values, "me_id", token->sub);
    values_set(&r->values, "me_role", token->role);
    values_set(&r->values, "me_department_id", null_if_empty(token->department_id));
    values_set(&r->values, "me_customer_id", null_if_empty(token->customer_id));
    return true;
}

/* Copies a column into the guess; false when that changed it. */
static bool learn(char *guess, size_t size, const struct rows *session, const char *column)
{
    const char *text = rows_text(session, 0, column);
    if (!text)
        text = "";
    bool known = strcmp(guess, text) == 0;
    snprintf(guess, size, "%s", text);
    return known;
}

bool auth_settle(struct request *r, const struct rows *session)
{
    struct token *token = r->token;
    r->role = ROLE_ANYONE;
    if (rows_count(session) == 0)
        return true;
    bool role = learn(token->role, sizeof token->role, session, "me_role");
    bool department =
        learn(token->department_id, sizeof token->department_id, session, "me_department_id");
    bool customer = learn(token->customer_id, sizeof token->customer_id, session, "me_customer_id");
    r->role = role_named(token->role);
    return role && department && customer;
}
