/* orderctl doctor: whether the relay does what is due. */
/* SPDX-License-Identifier: MIT */
#include "chores/chores.h"
#include "ctl/doctor.h"
#include "ctl/doctor_report.h"

static bool tell_late(const struct rows *late, size_t i)
{
    const char *done_at = rows_text(late, i, "done_at"), *failure = rows_text(late, i, "failure");
    return doctor_report(false, "chores", "%s was last done %s%s; %s", rows_text(late, i, "name"),
                         done_at ? "at " : "never", done_at ? done_at : "",
                         failure ? failure : "start orderd-relay");
}

bool doctor_chores(struct ctl *ctl)
{
    chores_bind(&ctl->values, CHORES_ALL);
    const struct rows *late = ctl_ask(ctl, Q_CHORES_LATE);
    bool fine = late != NULL;
    if (!late)
        return doctor_report(false, "chores", "can't be asked for");
    if (rows_count(late) == chore_count && !rows_text(late, chore_count - 1, "done_at"))
        return doctor_report(false, "chores", "none was ever done: start orderd-relay");
    for (size_t i = 0; i < rows_count(late); i++)
        fine = tell_late(late, i);
    return fine && doctor_report(true, "chores", "%zu, done at their pace", chore_count);
}
