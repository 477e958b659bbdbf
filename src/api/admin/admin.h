/* Administration: shop settings, figures, audit log. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_ADMIN_ADMIN_H
#define ORDERD_API_ADMIN_ADMIN_H

#include "gateway/list.h"
#include "gateway/route.h"

extern const struct schema settings_in, settings_out, stats_out, audit_out, audit_query,
    audit_verified_out, mail_kind_out, mail_out, mail_preview_out, mail_preview_query, mails_query,
    system_out, outbox_out, outbox_query, settings_meaning_out;
extern const struct list audit_list, mails_list, outbox_entries_list;

handler settings_meaning; /* the table of their fields, told */
handler mail_preview;     /* made, and undone */
handler system_show;      /* from the scoreboard and the statements of the metrics */
handler mail_retry;       /* not what was sent, is under way, or holds a link that has expired */
handler audit_verify;     /* reads as it goes, since the log has no bound */

#endif
