/* Changing the shop's settings. */
/* SPDX-License-Identifier: MIT */
#include "api/admin/admin.h"

#include <string.h>

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
