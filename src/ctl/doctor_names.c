/* orderctl doctor: what is called as something else is, from before that could not be. */
/* SPDX-License-Identifier: MIT */
#include "ctl/doctor.h"
#include "ctl/doctor_report.h"

bool doctor_names(struct ctl *ctl)
{
    const struct rows *twins = ctl_ask(ctl, Q_DOCTOR_TWINS);
    if (!twins)
        return doctor_report(false, "names", "can't be asked for");
    for (size_t i = 0; i < rows_count(twins); i++)
        doctor_report(false, "names", "%s %s \"%s\" is spelled as %s, \"%s\": rename one",
                      rows_text(twins, i, "what"), rows_text(twins, i, "id"),
                      rows_text(twins, i, "name"), rows_text(twins, i, "older_id"),
                      rows_text(twins, i, "older"));
    return rows_count(twins) == 0 &&
           doctor_report(true, "names", "no two are one in another spelling");
}
