/* Who may do what, in one word; a later role may do all that an earlier one may. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_IDENTITY_ROLE_H
#define ORDERD_IDENTITY_ROLE_H

enum role { ROLE_ANYONE, ROLE_CUSTOMER, ROLE_STAFF, ROLE_MANAGER, ROLE_ADMIN };

/* The role of a name as the database spells it; NULL is ROLE_ANYONE. */
enum role role_named(const char *name);
const char *role_name(enum role role);

#endif
