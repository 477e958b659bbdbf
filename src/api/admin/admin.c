/* Changing accounts. What ends sessions and who stays admin is decided under the lock. */
/* SPDX-License-Identifier: MIT */
#include "api/admin/admin.h"

#include <string.h>

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

enum error settings_change(struct request *r)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    enum error error = request_if_match(r, values_get(&r->values, P_VERSION));
    const char *currency = values_get(&r->values, P_CURRENCY);
    if (error || !currency || currency[strspn(currency, letters)] == '\0')
        return error;
    request_invalid(r, "/currency", "invalid_format", "must be three letters", NULL);
    return E_INVALID_FIELDS;
}
