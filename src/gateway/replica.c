/* Of each read two round trips: one to the primary, of microseconds, and one to the standby. */
/* SPDX-License-Identifier: MIT */
#include "gateway/replica.h"

#include <string.h>

#include "base/clock.h"
#include "gateway/meter.h"
#include "gateway/route.h"

bool replica_may(const struct request *r)
{
    return r->route->flags & R_REPLICA && r->token && r->service->replica &&
           db_connected_ms(r->service->replica);
}

/* The statements of a plan behind the one that refuses while the standby is behind. */
static struct plan guarded(const struct plan *plan)
{
    struct plan whole = {0};
    plan_add(&whole, Q_REPLICA_FITS);
    for (size_t i = 0; i < plan->count; i++)
        plan_add(&whole, plan->list[i]);
    return whole;
}

/* A standby that stands still leaves the primary half of the time. */
static enum error ask(struct request *r, const struct plan *facts, const struct rows *rows[])
{
    struct plan plan = guarded(facts);
    const struct rows *answers[PLAN_STATEMENTS];
    int64_t now = clock_ms(), left = r->deadline_ms ? r->deadline_ms - now : 0;
    db_deadline(r->service->replica, left ? now + left / 2 : 0);
    enum error error = db_run(r->service->replica, r->arena, &plan, &r->values, answers);
    db_deadline(r->service->replica, 0);
    if (!error)
        memcpy(rows, answers + 1, facts->count * sizeof *rows);
    if (error == E_UNAVAILABLE) /* or no standby any more: there may be another */
        db_give_up(r->service->replica);
    meter_replica(!error);
    return error;
}

enum error replica_run(struct request *r, enum query who, const struct plan *facts,
                       const struct rows *rows[])
{
    const struct plan first = {.list = {who, Q_REPLICA_FLOOR}, .count = 2};
    const struct rows *answers[2];
    enum error error = db_run(r->service->db, r->arena, &first, &r->values, answers);
    if (error)
        return error;
    rows[0] = answers[0];
    values_set(&r->values, P_REPLICA_FLOOR, rows_text(answers[1], 0, "replica_floor"));
    r->by_replica = !ask(r, facts, rows + 1);
    return r->by_replica ? E_OK : db_run(r->service->db, r->arena, facts, &r->values, rows + 1);
}

enum error replica_stream(struct request *r, const struct plan *plan, db_row *each, void *context)
{
    if (r->by_replica) {
        struct plan whole = guarded(plan);
        enum error error = db_stream(r->service->replica, &whole, &r->values, each, context);
        if (!error || r->begun)
            return error;
    }
    return db_stream(r->service->db, plan, &r->values, each, context);
}
