/* What the steps of an order's life look like on the wire: what moves it, and its history. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/orders/orders.h"

static const struct field status_fields[] = {
    {.name = "status",
     .type = F_ENUM,
     .required = ALWAYS,
     .words = order_statuses,
     .meaning = "The status to move to",
     .example = "\"confirmed\""},
    {.name = "note",
     .type = F_LINES,
     .most = 2000,
     .meaning = "Why; kept in the history",
     .example = "\"Stock checked\""},
    {.name = "tracking_number",
     .type = F_TEXT,
     .least = 1,
     .most = 100,
     .meaning = "The carrier's number"},
    {.name = "carrier", .type = F_TEXT, .least = 1, .most = 100, .meaning = "Who carries it"},
    {.name = NULL},
};
const struct schema order_status_in = {.name = "OrderStatusIn", .fields = status_fields};

static const struct field note_fields[] = {
    {.name = "note",
     .aliases = "reason",
     .type = F_LINES,
     .most = 2000,
     .meaning = "Why; kept in the history",
     .example = "\"Ordered by mistake\""},
    {.name = NULL},
};
const struct schema order_note_in = {.name = "OrderNoteIn", .fields = note_fields};

static const struct field history_fields[] = {
    {.name = "id", .type = F_ID, .meaning = "Identity"},
    {.name = "from_status",
     .type = F_ENUM,
     .nullable = ALWAYS,
     .words = order_statuses,
     .meaning = "Before; null when it was placed",
     .example = "\"pending\""},
    {.name = "to_status",
     .type = F_ENUM,
     .words = order_statuses,
     .meaning = "After",
     .example = "\"confirmed\""},
    {.name = "action", .type = F_TEXT, .meaning = "What was done", .example = "\"confirm\""},
    {.name = "actor_id", .type = F_ID, .nullable = ALWAYS, .meaning = "By whom"},
    {.name = "actor",
     .type = F_TEXT,
     .nullable = ALWAYS,
     .meaning = "Their name",
     .example = "\"Mary Major\""},
    {.name = "note", .type = F_TEXT, .nullable = ALWAYS, .meaning = "Why"},
    {.name = "created_at", .type = F_TIME, .meaning = "When"},
    {.name = NULL},
};
const struct schema history_out = {.name = "OrderHistoryEntry", .fields = history_fields};
