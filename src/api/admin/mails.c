/* Mails that did not go out. */
/* SPDX-License-Identifier: MIT */
#include "api/admin/admin.h"

enum error mail_retry(struct request *r)
{
    bool past = rows_true(request_fact(r, Q_MAIL_FACTS), 0, "is_past_retry");
    return past ? E_MAIL_PAST_RETRY : E_OK;
}
