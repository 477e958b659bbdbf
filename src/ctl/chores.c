/* orderctl orders expire, payments settle and tidy: what the relay does at its pace, by hand. */
/* SPDX-License-Identifier: MIT */
#include "ctl/chores.h"

#include <inttypes.h>
#include <stdio.h>

#include "api/imports/import.h"
#include "ctl/commands.h"

enum { FIRST_BLOCK = 256 * 1024 };

static void tell(const char *line)
{
    puts(line);
}

static enum error do_all(const struct chore *chore, struct errand *errand)
{
    bool more = true;
    enum error error = E_OK;
    while (more && !error)
        error = chore_do(chore, errand, &more);
    return error;
}

/* What is deleted or cancelled is counted in a line of its own. */
static enum ctl_exit by_hand(struct ctl *ctl, const struct chore *chore, int64_t *count)
{
    struct errand errand = {
        .conf = &ctl->conf, .db = ctl->db, .arena = arena_new(FIRST_BLOCK), .tell = tell};
    enum error error = do_all(chore, &errand);
    if (!chore->step && errand.count)
        printf("%" PRId64 " %s\n", errand.count, chore->what);
    *count += errand.count;
    arena_free(errand.arena);
    return error ? ctl_fail("%s", chore_why(&errand, error)) : CTL_OK;
}

enum ctl_exit chores_by_hand(struct ctl *ctl, enum chore_kind kind, int64_t *count)
{
    enum ctl_exit done = ctl_database(ctl) ? CTL_OK : CTL_FAILED;
    *count = 0;
    for (size_t i = 0; done == CTL_OK && i < chore_count; i++)
        if (chore_is_of(&chores[i], 1 << kind))
            done = by_hand(ctl, &chores[i], count);
    return done;
}

static void print_chore(const struct rows *rows, size_t i)
{
    const char *done_at = rows_text(rows, i, "done_at"), *failure = rows_text(rows, i, "failure");
    printf("%-16s every %4lld s, last done %s%s\n", rows_text(rows, i, "name"),
           (long long)rows_int(rows, i, "pace"), done_at ? done_at : "never",
           rows_true(rows, i, "held") ? ", held" : "");
    if (failure)
        printf("%-16s failed %s: %s\n", "", rows_text(rows, i, "failed_at"), failure);
}

enum ctl_exit chores_list(struct ctl *ctl)
{
    chores_bind(&ctl->values, CHORES_ALL);
    const struct rows *rows = ctl_ask(ctl, Q_CHORES_LIST);
    for (size_t i = 0; rows && i < rows_count(rows); i++)
        print_chore(rows, i);
    return rows ? CTL_OK : CTL_FAILED;
}

enum ctl_exit tidy(struct ctl *ctl)
{
    int64_t gone;
    if (!ctl_database(ctl))
        return CTL_FAILED;
    enum error error = import_write(ctl->db);
    return error ? ctl_fail("%s", error_row(error)->detail)
                 : chores_by_hand(ctl, CHORE_TIDY, &gone);
}

enum ctl_exit orders_expire(struct ctl *ctl)
{
    int64_t cancelled;
    return chores_by_hand(ctl, CHORE_EXPIRE, &cancelled);
}

enum ctl_exit payments_settle(struct ctl *ctl)
{
    int64_t settled;
    enum ctl_exit done = chores_by_hand(ctl, CHORE_SETTLE, &settled);
    const struct rows *open = done == CTL_OK ? ctl_ask(ctl, Q_PAYMENTS_OPEN) : NULL;
    if (!open)
        return CTL_FAILED;
    printf("settled %" PRId64 ", still open %s\n", settled, rows_text(open, 0, "open"));
    return CTL_OK;
}
