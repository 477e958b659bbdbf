/* What imports have taken is written in pieces, so that nobody waits for more than one of them. */
/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <time.h>

#include "api/imports/import.h"
#include "base/clock.h"

/* Lines of a piece: it holds their rows for some hundredths of a second. */
enum { PIECE_LINES = 200, FIRST_BLOCK = 16 * 1024 };

/* How long to go on without getting on, and the pause before each new try. */
enum { PATIENCE_MS = 30000, PAUSE_MS = 50 };

/* Who only looks on the side waits no longer for an answer. */
enum { RESUME_MS = 10000 };

static void add_pieces(struct plan *plan, const char *kind)
{
    static const struct import_kind *const kinds[] = {&import_customers, &import_products};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i]->name, kind) != 0)
            continue;
        plan_add(plan, kinds[i]->pieces[0]);
        plan_add(plan, kinds[i]->pieces[1]);
    }
}

/* What another try may mend: a row that somebody holds, a server that starts again. */
static bool may_pass(enum error error)
{
    return error == E_AGAIN || error == E_LOCKED || error == E_UNAVAILABLE || error == E_TOO_SLOW ||
           error == E_OVERLOADED;
}

/* How imports are being written: `lines` a piece, one by one once the database refused a piece. */
struct writer {
    struct db *db;
    struct arena *arena; /* given back after each piece */
    enum query next;
    int64_t lines;
    enum error refused; /* a piece of one line was: it is told and passed over */
};

/* The next piece of the oldest import that is not finished, or its end. The end alone waits for the
 * disk: all that came before it is there with it. */
static void plan_piece(const struct writer *w, struct plan *plan, struct values *values,
                       const struct rows *unfinished)
{
    int64_t from = rows_int(unfinished, 0, "from");
    int64_t left = rows_int(unfinished, 0, "changes") - from;
    values_set(values, P_IMPORT_ID, rows_text(unfinished, 0, "import_id"));
    values_set_int(values, P_FROM, from);
    values_set_int(values, P_UPTO, from + (left < w->lines ? left : w->lines));
    if (left == 0) {
        plan_add(plan, Q_IMPORT_FINISH);
        return;
    }
    plan_add(plan, Q_IMPORT_STEP);
    if (!w->refused) {
        add_pieces(plan, rows_text(unfinished, 0, "kind"));
        return;
    }
    values_set(values, P_CODE, error_row(w->refused)->code);
    values_set(values, P_DETAIL, error_row(w->refused)->detail);
    plan_add(plan, Q_IMPORT_SKIP);
}

/* What becomes of the next pieces after this one. */
static void heed(struct writer *w, enum error error)
{
    bool refused = error && !may_pass(error), skipped = !error && w->refused;
    w->refused = refused && w->lines == 1 ? error : E_OK;
    if (refused || skipped)
        w->lines = refused ? 1 : PIECE_LINES;
}

/* One piece; *more: there was one, or it is not known. */
static enum error write_piece(struct writer *w, bool *more)
{
    const struct rows *rows[PLAN_STATEMENTS] = {NULL};
    struct values values = values_new(w->arena, P_COUNT);
    struct plan ask = {.list = {w->next}, .count = 1}, plan = {.count = 0};
    enum error error = db_run(w->db, w->arena, &ask, &values, rows);
    *more = error || rows_count(rows[0]) > 0;
    if (!error && *more) {
        plan_piece(w, &plan, &values, rows[0]);
        error = db_run(w->db, w->arena, &plan, &values, rows);
        heed(w, error);
    }
    arena_reset(w->arena);
    return error;
}

static void rest(void)
{
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    nanosleep(&pause, NULL);
}

enum error import_write(struct db *db)
{
    struct writer w = {db, arena_new(FIRST_BLOCK), Q_IMPORT_UNFINISHED, PIECE_LINES, E_OK};
    enum error error = E_OK;
    int64_t until = clock_ms() + PATIENCE_MS;
    for (bool more = true; more && clock_ms() < until;) {
        error = write_piece(&w, &more);
        if (error)
            rest();
        else
            until = clock_ms() + PATIENCE_MS;
    }
    arena_free(w.arena);
    return error;
}

bool import_resume(struct db *db)
{
    static int64_t lines = PIECE_LINES;
    static enum error refused = E_OK;
    struct writer w = {db, arena_new(FIRST_BLOCK), Q_IMPORT_RESUMABLE, lines, refused};
    bool more = false;
    int64_t before = db_deadline(db, clock_ms() + RESUME_MS);
    enum error error = write_piece(&w, &more);
    db_deadline(db, before);
    lines = more ? w.lines : PIECE_LINES;
    refused = more ? w.refused : E_OK;
    arena_free(w.arena);
    return more && !error;
}
