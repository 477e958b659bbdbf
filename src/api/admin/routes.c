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
    {ROUTE("GET", "/admin/settings", ADMIN, API, "admin", "The shop's settings"),
     .facts = {Q_SHOP_GET}, .answer = &settings_out},
    {ROUTE("PATCH", "/admin/settings", ADMIN, API, "admin",
           "Change the shop's settings; they hold from the next request on"),
     .body = &settings_in, .facts = {Q_SHOP_GET}, .handler = settings_change,
     .write = {Q_SHOP_UPDATE}, .show = Q_SHOP_GET, .answer = &settings_out},
    {ROUTE("GET", "/admin/stats", ADMIN, SLOW, "admin", "Figures of the whole shop"),
     .facts = {Q_ADMIN_STATS}, .answer = &stats_out},
    {.method = NULL},
};
