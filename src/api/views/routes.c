/* Views of lists, one's own and those that others share. */
/* SPDX-License-Identifier: MIT */
#include "api/columns.h"

#include "api/views/views.h"

const struct route views_routes[] = {
    {ROUTE("GET", "/views", STAFF, API, "views",
           "Views of lists: my own, and those that others share"),
     .query = &view_query, .facts = {Q_VIEWS_LIST}, .answer = &view_out},
    {ROUTE("POST", "/views", STAFF, API, "views", "Keep how I want to see a list"),
     .flags = R_CREATES, .body = &view_in, .facts = {Q_VIEW_NEW}, .handler = view_create,
     .write = {Q_ME_LOCK, Q_VIEWS_BOUND, Q_VIEW_CREATE}, .show = Q_VIEW_GET, .status = 201,
     .answer = &view_out},
    {ROUTE("DELETE", "/views/{id}", STAFF, API, "views", "Delete a view"), .flags = R_NO_CONTENT,
     .facts = {Q_VIEW_GET}, .handler = view_change, .write = {Q_VIEW_DELETE}, .show = Q_VIEW_GET,
     .status = 204},
    {ROUTE("GET", "/views/{id}", STAFF, API, "views", "Get a view"), .facts = {Q_VIEW_GET},
     .answer = &view_out},
    {ROUTE("PATCH", "/views/{id}", STAFF, API, "views", "Change a view, or share it"),
     .body = &view_change_in, .facts = {Q_VIEW_GET}, .handler = view_change,
     .write = {Q_VIEW_UPDATE}, .show = Q_VIEW_GET, .answer = &view_out},
    {.method = NULL},
};
