/* An event is seen when it has its number: those of one batch commit together, synchronously, and
 * after those before them. So who has seen a number finds nothing below it later, and is told of
 * nothing that a crash could take back. */
/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/log.h"
#include "relay/desks.h"

/* LOOK_MS: what an event waits for its number, at most; WHOLE_MS: how often all that could be is
 * looked at; BATCH: as many as feed_number takes. */
enum { LOOK_MS = 100, WHOLE_MS = 60000, BATCH = 1000 };

static void tell_of_silence(const char *silent)
{
    if (silent)
        log_event(LOG_WARN, "the world is told nothing", "why", silent, "remedy",
                  "orderctl relay accept", NULL);
}

/* Below the floor everything has its number. Without it, each look would pass by all that was
 * numbered since the oldest snapshot that somebody still holds (a report, a backup): PostgreSQL
 * keeps those rows' entries in the index of what is fresh for so long. */
struct floor {
    int64_t id;
    int64_t next_id;  /* the next floor, once nobody runs any more who ran when it was met */
    int64_t next_xid; /* no transaction that ran by then has one as high */
    int64_t whole_ms; /* when to look below it all the same */
};

/* Whoever holds an order's row, and so whoever writes of it next, has a transaction id. Others may
 * have taken a row's id and none of those yet; what they write is found by a look at everything. */
static void raise_floor(struct floor *floor, const struct rows *batch)
{
    int64_t highest = rows_int(batch, 0, "highest");
    bool whole = rows_int(batch, 0, "numbered") < BATCH || highest >= floor->next_id;
    if (whole && floor->next_id && rows_int(batch, 0, "oldest_running") >= floor->next_xid) {
        floor->id = floor->next_id;
        floor->next_id = 0;
    }
    if (!floor->next_id) {
        floor->next_id = highest;
        floor->next_xid = rows_int(batch, 0, "own");
    }
}

static void look_below(struct floor *floor)
{
    if (clock_ms() < floor->whole_ms)
        return;
    *floor = (struct floor){.whole_ms = clock_ms() + WHOLE_MS};
}

/* With each new connection: it may lead to another server, or to what was restored there. */
static bool begin(struct desk *desk, struct floor *floor, int64_t *begun_ms)
{
    if (*begun_ms && *begun_ms == db_connected_ms(desk->db))
        return true;
    *floor = (struct floor){0};
    values_set(&desk->values, P_SITE, desk->conf->issuer);
    const struct rows *feed = desk_ask(desk, Q_FEED_START);
    if (!feed)
        return false;
    tell_of_silence(rows_text(feed, 0, "silent"));
    *begun_ms = db_connected_ms(desk->db);
    return true;
}

static bool is_fresh(struct desk *desk, const struct floor *floor)
{
    values_set_int(&desk->values, P_FLOOR, floor->id);
    const struct rows *look = desk_ask(desk, Q_FEED_FRESH);
    return look && rows_true(look, 0, "fresh");
}

/* Numbers one batch: how many there were; 0 also when it failed. */
static int number(struct desk *desk, struct floor *floor)
{
    const struct rows *rows[PLAN_STATEMENTS];
    struct plan plan = {0};
    plan_add(&plan, Q_FEED_LOCK);
    plan_add(&plan, Q_FEED_NUMBER);
    plan_add(&plan, Q_MAIL_FAN_OUT);
    plan_add(&plan, Q_WEBHOOK_FAN_OUT);
    if (!desk_run(desk, &plan, rows))
        return 0;
    raise_floor(floor, rows[1]);
    return (int)rows_int(rows[1], 0, "numbered");
}

void numbers_work(struct desk *desk)
{
    struct floor floor = {0};
    int64_t begun_ms = 0;
    int numbered = 0;
    do {
        look_below(&floor);
        bool goes_on = begin(desk, &floor, &begun_ms) && is_fresh(desk, &floor);
        numbered = goes_on ? number(desk, &floor) : 0;
        if (numbered > 0)
            desk_wake_others(desk);
    } while (desk_pause(desk, numbered == BATCH ? 0 : LOOK_MS));
}
