/* Registering. */
/* SPDX-License-Identifier: MIT */
#include "api/people/users.h"

#include <string.h>

#include "api/sessions/passwords.h"
#include "base/crypto.h"

static const char *trimmed(struct arena *arena, const char *text, size_t length)
{
    while (length > 0 && text[length - 1] == ' ')
        length--;
    return arena_strndup(arena, text, length);
}

/* Some clients send one `name`: all but its last word is the first name. A blank one is none. */
static void split_name(struct request *r)
{
    const char *name = values_get(&r->values, "name");
    if (!name || values_has(&r->values, "first_name") || values_has(&r->values, "last_name"))
        return;
    name += strspn(name, " ");
    name = trimmed(r->arena, name, strlen(name));
    const char *space = strrchr(name, ' ');
    size_t first = space ? (size_t)(space - name) : strlen(name);
    values_set(&r->values, "first_name", first ? trimmed(r->arena, name, first) : NULL);
    values_set(&r->values, "last_name", space ? space + 1 : NULL);
}

static enum error check_password(struct request *r)
{
    const struct values *values = &r->values;
    const struct password_owner owner = {.email = values_get(values, "email"),
                                         .username = values_get(values, "username"),
                                         .first_name = values_get(values, "first_name"),
                                         .last_name = values_get(values, "last_name")};
    return password_check_name(r, "password", &owner);
}

enum error user_register(struct request *r)
{
    const struct rows *facts = r->facts[0];
    bool chooses = values_has(&r->values, "role") || values_has(&r->values, "department_id");
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
    const char *hash = crypto_password_hash(r->arena, values_get(&r->values, "password"));
    if (!hash)
        return E_OUT_OF_MEMORY;
    values_set(&r->values, "password_hash", hash);
    values_set(&r->values, "new_customer_id", rows_text(facts, 0, "new_customer_id"));
    return E_OK;
}
