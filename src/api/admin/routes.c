/* Settings, figures and the audit log. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/admin/admin.h"

const struct route admin_routes[] = {
    {ROUTE("GET", "/admin/audit", ADMIN, API, "admin", "List the audit log"), .query = &audit_query,
     .list = &audit_list, .answer = &audit_out},
    {ROUTE("GET", "/admin/audit/verify", ADMIN, SLOW, "admin",
           "Check the audit log against its seals"),
     .handler = audit_verify, .answer = &audit_verified_out},
    {ROUTE("GET", "/admin/mails", ADMIN, API, "admin", "Mails that wait, were sent or given up"),
     .query = &mails_query, .list = &mails_list, .answer = &mail_out},
    {ROUTE("GET", "/admin/mails/{id}", ADMIN, API, "admin", "Get what became of a mail"),
     .facts = {Q_MAIL_GET}, .answer = &mail_out},
    {ROUTE("POST", "/admin/mails/{id}/retry", ADMIN, API, "admin",
           "Send a mail at once, one that was given up with all attempts before it"),
     .flags = R_BODY_OPTIONAL, .query = &dry_run_query, .body = &schema_nothing,
     .facts = {Q_MAIL_FACTS}, .handler = mail_retry, .write = {Q_MAIL_RETRY}, .show = Q_MAIL_GET,
     .answer = &mail_out},
    {ROUTE("GET", "/admin/settings", ADMIN, API, "admin", "The shop's settings"),
     .facts = {Q_SHOP_GET}, .answer = &settings_out},
    {ROUTE("PATCH", "/admin/settings", ADMIN, API, "admin",
           "Change the shop's settings; they hold from the next request on"),
     .body = &settings_in, .facts = {Q_SHOP_GET}, .write = {Q_SHOP_UPDATE}, .show = Q_SHOP_GET, .answer = &settings_out},
    {ROUTE("GET", "/admin/stats", ADMIN, SLOW, "admin", "Figures of the whole shop"),
     .facts = {Q_ADMIN_STATS}, .answer = &stats_out},
    {.method = NULL},
};
