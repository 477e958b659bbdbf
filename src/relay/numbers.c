/* An event is seen when it has its number: those of one batch commit together, synchronously, and
 * after those before them. So who has seen a number finds nothing below it later, and is told of
 * nothing that a crash could take back. */
/* SPDX-License-Identifier: MIT */
#include "base/log.h"
#include "relay/desks.h"

/* LOOK_MS: what an event waits for its number, at most; BATCH: as many as feed_number takes. */
enum { LOOK_MS = 50, BATCH = 1000 };

static void tell_of_silence(const char *silent)
{
    if (silent)
        log_event(LOG_WARN, "the world is told nothing", "why", silent, "remedy",
                  "orderctl relay accept", NULL);
}

/* With each new connection: it may lead to another server. */
static bool begin(struct desk *desk, int64_t *begun_ms)
{
    if (*begun_ms && *begun_ms == db_connected_ms(desk->db))
        return true;
    values_set(&desk->values, P_SITE, desk->conf->issuer);
    const struct rows *feed = desk_ask(desk, Q_FEED_START);
    if (!feed)
        return false;
    tell_of_silence(rows_text(feed, 0, "silent"));
    *begun_ms = db_connected_ms(desk->db);
    return true;
}

static bool is_fresh(struct desk *desk)
{
    const struct rows *look = desk_ask(desk, Q_FEED_FRESH);
    return look && rows_true(look, 0, "fresh");
}

/* Numbers one batch: how many there were; 0 also when it failed. */
static int number(struct desk *desk)
{
    const struct rows *rows[PLAN_STATEMENTS];
    struct plan plan = {0};
    plan_add(&plan, Q_FEED_LOCK);
    plan_add(&plan, Q_FEED_NUMBER);
    if (!desk_run(desk, &plan, rows))
        return 0;
    return (int)rows_int(rows[1], 0, "numbered");
}

void numbers_work(struct desk *desk)
{
    int64_t begun_ms = 0;
    int numbered = 0;
    do {
        numbered = begin(desk, &begun_ms) && is_fresh(desk) ? number(desk) : 0;
        if (numbered > 0)
            desk_wake_others(desk);
    } while (desk_pause(desk, numbered == BATCH ? 0 : LOOK_MS));
}
