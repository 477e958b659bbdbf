/* Accounts as admins see and change them. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_PEOPLE_ACCOUNTS_H
#define ORDERD_API_PEOPLE_ACCOUNTS_H

#include "gateway/list.h"
#include "gateway/route.h"

extern const struct schema account_out, account_query, account_change_in, account_role_in;
extern const struct list accounts_list;

handler account_change; /* any change of an account: If-Match, and a department that exists */

#endif
