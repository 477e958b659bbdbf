/* What is due is taken for as long as its pace, and done a step at a time in turns: so expiry is on
 * time while a million old rows go, and whatever becomes of this relay, another does it next time.
 */
/* SPDX-License-Identifier: MIT */
#include "chores/chores.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "relay/count.h"
#include "relay/desks.h"

enum { LOOK_MS = 1000, FIRST_BLOCK = 256 * 1024 };

/* The chores of one desk: an errand each, of which `more` has more to do. */
struct duties {
    struct desk *desk;
    int kinds;
    struct arena *arena; /* of the step in hand */
    struct duty {
        struct errand errand;
        bool more;
    } * list; /* as in the table */
};

static void tell(const char *line)
{
    log_event(LOG_INFO, "chore tells", "line", line, NULL);
}

static void begin(struct duties *duties, const char *name)
{
    for (size_t i = 0; i < chore_count; i++) {
        if (strcmp(chores[i].name, name) != 0)
            continue;
        duties->list[i].more = true;
        duties->list[i].errand = (struct errand){.conf = duties->desk->conf,
                                                 .db = duties->desk->db,
                                                 .arena = duties->arena,
                                                 .tell = tell};
    }
}

static void take_due(struct duties *duties)
{
    const struct rows *rows[PLAN_STATEMENTS];
    struct plan plan = {0};
    plan_add(&plan, Q_CHORES_KNOW);
    plan_add(&plan, Q_CHORES_TAKE);
    chores_bind(&duties->desk->values, duties->kinds);
    if (!desk_run(duties->desk, &plan, rows))
        return;
    for (size_t i = 0; i < rows_count(rows[1]); i++)
        begin(duties, rows_text(rows[1], i, "name"));
}

/* Also what found nothing to do is done, for who asks whether it was. */
static void record(struct desk *desk, const struct chore *chore, const struct errand *errand,
                   enum error error)
{
    const char *why = error ? chore_why(errand, error) : NULL;
    char count[24];
    snprintf(count, sizeof count, "%" PRId64, errand->count);
    values_set(&desk->values, P_CHORE_NAME, chore->name);
    values_set(&desk->values, P_FAILURE, why);
    count_chore(!error);
    if (error || errand->count)
        log_event(error ? LOG_ERROR : LOG_INFO, error ? "chore failed" : "chore done", "chore",
                  chore->name, "count", count, "why", why, NULL);
    if (!desk_ask(desk, error ? Q_CHORE_FAILED : Q_CHORE_DONE))
        log_event(LOG_WARN, "chore not recorded", "chore", chore->name, NULL);
}

static bool step(struct desk *desk, const struct chore *chore, struct duty *duty)
{
    enum error error = chore_do(chore, &duty->errand, &duty->more);
    if (error)
        duty->more = false;
    if (!duty->more)
        record(desk, chore, &duty->errand, error);
    return duty->more;
}

/* A step of each that has more to do; whether any still has. */
static bool go_round(struct duties *duties)
{
    bool more = false;
    for (size_t i = 0; i < chore_count; i++) {
        if (duties->list[i].more && desk_turn(duties->desk))
            more = step(duties->desk, &chores[i], &duties->list[i]) || more;
    }
    return more;
}

static void work(struct desk *desk, int kinds)
{
    struct duties duties = {.desk = desk,
                            .kinds = kinds,
                            .arena = arena_new(FIRST_BLOCK),
                            .list = calloc(chore_count, sizeof *duties.list)};
    bool goes_on = duties.list && desk_turn(desk);
    while (goes_on) {
        take_due(&duties);
        goes_on = go_round(&duties) ? desk_turn(desk) : desk_rest(desk, LOOK_MS);
    }
    free(duties.list);
    arena_free(duties.arena);
}

void chores_work(struct desk *desk)
{
    work(desk, CHORES_OWN);
}

void payments_work(struct desk *desk)
{
    work(desk, CHORES_WAITING);
}
