/* Views and whose they are. */
/* SPDX-License-Identifier: MIT */
#include "api/views/views.h"

enum error view_create(struct request *r)
{
    return rows_true(request_fact(r, Q_VIEW_NEW), 0, "permitted") ? E_OK : E_FORBIDDEN;
}

enum error view_change(struct request *r)
{
    const struct rows *view = request_fact(r, Q_VIEW_GET);
    if (!rows_true(view, 0, "is_mine") && r->role < ROLE_ADMIN)
        return E_FORBIDDEN;
    return request_if_match(r, rows_text(view, 0, "version"));
}
