/* What webhooks and their deliveries look like on the wire. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/webhooks/webhooks.h"

/* clang-format off */
/* ---- webhooks ---- */

enum { MADE = USE_OWN, ROTATE = USE_OWN << 1, SHOWN = OUT | MADE };

static const struct field webhook[] = {
    {"id", F_ID, SHOWN, .meaning = "Identity", .example = "1"},
    {"url", F_TEXT, IN | CHANGE | SHOWN, .required = IN, .least = 1, .most = 2000,
     .meaning = "What is called: https, without a user's name or a fragment",
     .example = "\"https://shop.example.com/hooks/orders\""},
    {"events", F_ARRAY, IN, .least = 1, .most = 100, .standard = "[\"*\"]",
     .meaning = "Of which events it hears: `order.created`, all of a noun (`order.*`), or all (`*`)",
     .example = "[\"order.*\",\"return.requested\"]"},
    {"events", F_ARRAY, CHANGE | SHOWN, .least = 1, .most = 100,
     .meaning = "Of which events it hears", .example = "[\"order.*\",\"return.requested\"]"},
    {"plain_signature", F_BOOL, IN, .standard = "false",
     .meaning = "Send X-Webhook-Event and X-Webhook-Signature (hex HMAC-SHA256 of the body, keyed "
                "with the whole secret as it is shown), too"},
    {"plain_signature", F_BOOL, CHANGE | SHOWN,
     .meaning = "Whether X-Webhook-Event and X-Webhook-Signature are sent, too"},
    {"is_active", F_BOOL, IN, .standard = "true", .meaning = "Whether it is called"},
    {"is_active", F_BOOL, CHANGE | SHOWN,
     .meaning = "Whether it is called; what happens while it is not can be replayed"},
    {"disabled_at", F_TIME, SHOWN, .nullable = SHOWN,
     .meaning = "When it was given up; null: it was not"},
    {"disabled_reason", F_TEXT, SHOWN, .nullable = SHOWN,
     .meaning = "`gone`: it answered 410; `failing`: nothing came through for five days"},
    {"failing_since", F_TIME, SHOWN, .nullable = SHOWN,
     .meaning = "Since when nothing came through; null: the last did"},
    {"user_id", F_ID, SHOWN, .meaning = "Who made it, and is told when it is given up"},
    {"previous_secret_until", F_TIME, SHOWN, .nullable = SHOWN,
     .meaning = "Until when the secret before signs, too; null: there is none"},
    {"version", F_INT, SHOWN, .meaning = "Counts edits; the ETag", .example = "1"},
    {"created_at", F_TIME, SHOWN, .meaning = "When it was made"},
    {"updated_at", F_TIME, SHOWN, .meaning = "Last edit"},
    {"secret", F_TEXT, MADE, .nullable = MADE, .secret = true,
     .meaning = "What signs, shown this once; null when the request is repeated",
     .example = "\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=\""},
    {"keep_seconds", F_INT, ROTATE, .least = 0, .most = 604800, .standard = "86400",
     .meaning = "How long the secret before signs, too"},
    {.name = NULL},
};
const struct schema webhook_in = {"WebhookIn", webhook, .use = IN};
const struct schema webhook_change_in = {"WebhookChange", webhook, .use = CHANGE};
const struct schema webhook_out = {"Webhook", webhook, .use = OUT};
const struct schema webhook_made_out = {"WebhookMade", webhook, .use = MADE};
const struct schema rotation_in = {"SecretRotation", webhook, .use = ROTATE};

/* ---- deliveries ---- */

static const struct sort delivery_sorts[] = {
    {"-id", Q_WEBHOOK_DELIVERIES_LIST, NULL},
    {NULL, Q_NONE, NULL},
};
const struct list deliveries_list = {delivery_sorts, Q_WEBHOOK_DELIVERIES_COUNT};

static const struct word state_words[] = {
    {"waiting", "waiting"}, {"sending", "sending"}, {"done", "done"}, {"dead", "dead"}, {NULL, NULL},
};

static const struct field try[] = {
    {"attempted_at", F_TIME, OUT, .meaning = "When it ended"},
    {"status", F_INT, OUT, .nullable = OUT, .meaning = "HTTP status; null: no answer came"},
    {"took_ms", F_INT, OUT, .nullable = OUT, .meaning = "How long it took"},
    {"reason", F_TEXT, OUT, .nullable = OUT, .meaning = "Why it failed; null: it did not"},
    {.name = NULL},
};
static const struct schema try_out = {"DeliveryTry", try, .use = OUT};

enum { WHOLE = USE_OWN, LISTED = OUT | WHOLE };

static const struct field delivery[] = {
    {"id", F_ID, LISTED, .meaning = "Identity", .example = "1"},
    {"webhook_id", F_ID, LISTED, .meaning = "For which webhook", .example = "1"},
    {"number", F_ID, LISTED, .nullable = LISTED, .meaning = "The event's number; null: a test"},
    {"order_id", F_ID, QUERY, .meaning = "Only about this order"},
    {"order_id", F_ID, LISTED, .nullable = LISTED, .meaning = "About which order"},
    {"event", F_TEXT, QUERY, .least = 1, .most = 100, .meaning = "Only this event"},
    {"event", F_TEXT, LISTED, .meaning = "Noun and verb", .example = "\"order.created\""},
    {"message_id", F_TEXT, LISTED, .meaning = "What is sent as webhook-id, at every attempt",
     .example = "\"evt_4f2a9c81d0e7_17\""},
    {"state", F_ENUM, QUERY, .words = state_words, .meaning = "Only those in this state"},
    {"state", F_ENUM, LISTED, .words = state_words,
     .meaning = "`waiting` for its turn or for the next attempt, `sending`, `done`, or `dead`: given "
                "up", .example = "\"done\""},
    {"attempts", F_INT, LISTED, .meaning = "How often it was tried", .example = "1"},
    {"due_at", F_TIME, LISTED, .nullable = LISTED, .meaning = "When it is tried again"},
    {"status", F_INT, LISTED, .nullable = LISTED,
     .meaning = "HTTP status of the last answer; null: none came", .example = "200"},
    {"reason", F_TEXT, LISTED, .nullable = LISTED,
     .meaning = "Why the last attempt failed: a word such as `timeout`, `refused_address_private`"},
    {"took_ms", F_INT, LISTED, .nullable = LISTED, .meaning = "How long the last attempt took"},
    {"attempted_at", F_TIME, LISTED, .nullable = LISTED, .meaning = "When the last attempt ended"},
    {"request_head", F_TEXT, LISTED, .nullable = LISTED,
     .meaning = "What was sent before the body at the last attempt, without a query string"},
    {"response_head", F_TEXT, LISTED, .nullable = LISTED,
     .meaning = "Status line and headers of the answer to it; bodies are not kept"},
    {"created_at", F_TIME, LISTED, .meaning = "When it was made"},
    {"settled_at", F_TIME, LISTED, .nullable = LISTED, .meaning = "When it was done with"},
    {"body", F_JSON, WHOLE, .meaning = "What is sent"},
    {"tries", F_ARRAY, WHOLE, .of = &try_out, .meaning = "The last ten attempts, the newest last"},
    {.name = NULL},
};
const struct schema delivery_query = {"DeliveryQuery", delivery, .use = QUERY};
const struct schema delivery_out = {"Delivery", delivery, .use = OUT};
const struct schema delivery_shown_out = {"DeliveryShown", delivery, .use = WHOLE};

static const struct field replay[] = {
    {"from", F_ID, .meaning = "Number of the first event", .example = "1"},
    {"to", F_ID, .meaning = "Number of the last, at most 9,999 more", .example = "100"},
    {"since", F_TIME, IN,
     .meaning = "All that was told since then, at most 10,000 events; instead of from and to"},
    {"new_ids", F_BOOL, IN, .standard = "false",
     .meaning = "With new values of webhook-id, so that a receiver that has them takes them anew"},
    {"deliveries", F_INT, OUT, .meaning = "How many are sent", .example = "12"},
    {.name = NULL},
};
const struct schema replay_in = {"ReplayIn", replay, .use = IN};
const struct schema replay_out = {"Replay", replay, .use = OUT};
/* clang-format on */
