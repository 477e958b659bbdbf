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

enum error webhook_replay(struct request *r)
{
    long long from = atoll(values_get(&r->values, P_FROM)),
              to = atoll(values_get(&r->values, P_TO));
    if (to < from || to - from >= REPLAYED_MOST) {
        bool before = to < from;
        request_invalid(r, "/to", before ? "too_small" : "too_large",
                        before ? "must not be less than from" : "is more than 9,999 after from",
                        NULL);
        return E_INVALID_FIELDS;
    }
    bool active = rows_true(request_fact(r, Q_WEBHOOK_REPLAY_FACTS), 0, "is_active");
    return active ? E_OK : E_WEBHOOK_INACTIVE;
}
