/* The five roles and their names. */
/* SPDX-License-Identifier: MIT */
#include "identity/role.h"

#include <string.h>

static const char *const names[] = {"anyone", "customer", "staff", "manager", "admin"};

enum role role_named(const char *name)
{
    for (int i = ROLE_ADMIN; name && i > ROLE_ANYONE; i--) {
        if (strcmp(names[i], name) == 0)
            return (enum role)i;
    }
    return ROLE_ANYONE;
}

const char *role_name(enum role role)
{
    return names[role];
}
