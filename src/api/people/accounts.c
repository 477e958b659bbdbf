/* Changing accounts. What ends sessions and who stays admin is decided under the lock. */
/* SPDX-License-Identifier: MIT */
#include "api/people/accounts.h"

enum error account_change(struct request *r)
{
    const struct rows *account = request_fact(r, Q_ACCOUNT_FACTS);
    enum error error = request_if_match(r, rows_text(account, 0, "version"));
    if (error)
        return error;
    if (!rows_true(account, 0, "department_known")) {
        request_invalid(r, "/department_id", "unknown_department", "is not a department", NULL);
        return E_INVALID_FIELDS;
    }
    plan_add(&r->plan, Q_ADMINS_LOCK);
    plan_add(&r->plan, Q_ACCOUNT_LOCK);
    return E_OK;
}
