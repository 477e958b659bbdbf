/* Trying deliveries again, and making them anew. */
/* SPDX-License-Identifier: MIT */
#include "api/webhooks/webhooks.h"

#include <stdlib.h>

enum { REPLAYED_MOST = 10000 };

enum error delivery_retry(struct request *r)
{
    bool past = rows_true(request_fact(r, Q_WEBHOOK_DELIVERY_FACTS), 0, "is_past_retry");
    return past ? E_DELIVERY_PAST_RETRY : E_OK;
}

enum error test_prepare(struct request *r)
{
    values_set(&r->values, P_WEBHOOK_ID, values_get(&r->values, P_ID));
    return E_OK;
}

enum error test_create(struct request *r)
{
    bool active = rows_true(request_fact(r, Q_WEBHOOK_TEST_NEW), 0, "_is_active");
    return active ? E_OK : E_WEBHOOK_INACTIVE;
}

/* A moment is the range of what was told from then on. */
static bool range_is_said(struct request *r, const struct rows *facts)
{
    bool from = values_get(&r->values, P_FROM), to = values_get(&r->values, P_TO),
         since = values_get(&r->values, P_SINCE);
    if (from != to || from == since) {
        request_invalid(r, "/since", "exactly_one", "send since, or from and to", NULL);
        return false;
    }
    if (since) {
        values_set(&r->values, P_FROM, rows_text(facts, 0, "first"));
        values_set(&r->values, P_TO, rows_text(facts, 0, "last"));
    }
    return true;
}

static bool range_fits(struct request *r)
{
    long long from = atoll(values_get(&r->values, P_FROM)),
              to = atoll(values_get(&r->values, P_TO));
    bool since = values_get(&r->values, P_SINCE);
    if (to - from >= REPLAYED_MOST)
        request_invalid(
            r, since ? "/since" : "/to", "too_large",
            since ? "has more than 10,000 events after it" : "is more than 9,999 after from", NULL);
    else if (to < from && !since)
        request_invalid(r, "/to", "too_small", "must not be less than from", NULL);
    else
        return true;
    return false;
}

enum error webhook_replay(struct request *r)
{
    const struct rows *facts = request_fact(r, Q_WEBHOOK_REPLAY_FACTS);
    if (!range_is_said(r, facts) || !range_fits(r))
        return E_INVALID_FIELDS;
    return rows_true(facts, 0, "is_active") ? E_OK : E_WEBHOOK_INACTIVE;
}
