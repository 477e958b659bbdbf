/* Registering, and what a password may not hold. */
/* SPDX-License-Identifier: MIT */
#include "api/people/users.h"

#include <string.h>

#include "base/crypto.h"
#include "gateway/language.h"

static const char *trimmed(struct arena *arena, const char *text, size_t length)
{
    while (length > 0 && text[length - 1] == ' ')
        length--;
    return arena_strndup(arena, text, length);
}

/* Some clients send one `name`: all but its last word is the first name. A blank one is none. */
static void split_name(struct request *r)
{
    const char *name = values_get(&r->values, P_NAME);
    if (!name || values_has(&r->values, P_FIRST_NAME) || values_has(&r->values, P_LAST_NAME))
        return;
    name += strspn(name, " ");
    name = trimmed(r->arena, name, strlen(name));
    const char *space = strrchr(name, ' ');
    size_t first = space ? (size_t)(space - name) : strlen(name);
    values_set(&r->values, P_FIRST_NAME, first ? trimmed(r->arena, name, first) : NULL);
    values_set(&r->values, P_LAST_NAME, space ? space + 1 : NULL);
}

/* The name that the field was sent under. */
static const char *sent_as(const struct request *r, enum parameter name)
{
    const char *field = parameter_names[name];
    if (json_member(r->input, field))
        return field;
    return schema_field(r->route->body, field)->aliases; /* there is one */
}

enum error user_check_password(struct request *r, enum parameter field,
                               const struct password_owner *owner)
{
    const char *issuer = r->service->conf->issuer;
    if (!password_holds_name(values_get(&r->values, field), issuer, owner))
        return E_OK;
    request_invalid(r, arena_printf(r->arena, "/%s", sent_as(r, field)), "holds_name",
                    "must not hold a name of yours or of the shop", NULL);
    return E_INVALID_FIELDS;
}

static enum error check_password(struct request *r)
{
    const struct values *values = &r->values;
    const struct password_owner owner = {.email = values_get(values, P_EMAIL),
                                         .username = values_get(values, P_USERNAME),
                                         .first_name = values_get(values, P_FIRST_NAME),
                                         .last_name = values_get(values, P_LAST_NAME)};
    return user_check_password(r, P_PASSWORD, &owner);
}

enum error user_register(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_USER_REGISTRATION);
    bool chooses = values_has(&r->values, P_ROLE) || values_has(&r->values, P_DEPARTMENT_ID);
    if (chooses && r->role != ROLE_ADMIN)
        return E_FORBIDDEN;
    if (!rows_true(facts, 0, "registration_open") && r->role != ROLE_ADMIN)
        return E_REGISTRATION_CLOSED;

    if (!rows_true(facts, 0, "department_known")) {
        request_invalid(r, "/department_id", "unknown_department", "is not a department", NULL);
        return E_INVALID_FIELDS;
    }
    split_name(r);
    enum error error = check_password(r);
    if (error)
        return error;
    const char *hash = crypto_password_hash(r->arena, values_get(&r->values, P_PASSWORD));
    if (!hash)
        return E_OUT_OF_MEMORY;
    values_set(&r->values, P_PASSWORD_HASH, hash);
    values_set(&r->values, P_LANGUAGES, r->role == ROLE_ADMIN ? NULL : request_languages(r));
    values_set_bool(&r->values, P_AWAITS_CONFIRMATION,
                    rows_true(facts, 0, "confirm_email") && r->role != ROLE_ADMIN);
    values_set(&r->values, P_NEW_CUSTOMER_ID, rows_text(facts, 0, "new_customer_id"));
    return E_OK;
}
