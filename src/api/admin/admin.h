/* Administration: shop settings, figures, audit log. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_ADMIN_ADMIN_H
#define ORDERD_API_ADMIN_ADMIN_H

#include "gateway/list.h"
#include "gateway/route.h"

extern const struct schema settings_in, settings_out, stats_out, audit_out, audit_query,
    audit_verified_out, mail_out, mails_query;
extern const struct list audit_list, mails_list;

handler mail_retry;   /* not what was sent, is under way, or holds a link that has expired */
handler audit_verify; /* reads as it goes, since the log has no bound */

#endif
