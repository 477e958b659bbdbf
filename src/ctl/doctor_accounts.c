/* orderctl doctor: whether stock and money agreed when they were last looked at. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "ctl/doctor.h"
#include "ctl/doctor_report.h"

bool doctor_accounts(struct ctl *ctl)
{
    const struct rows *found = ctl_ask(ctl, Q_DOCTOR_ACCOUNTS);
    if (!found)
        return doctor_report(false, "accounts", "can't be asked for");
    for (size_t i = 0; i < rows_count(found); i++)
        doctor_report(false, "accounts", "%" PRId64 " %s at %s: orderctl %s reconcile",
                      rows_int(found, i, "value"), rows_text(found, i, "name"),
                      rows_text(found, i, "found_at"), rows_text(found, i, "command"));
    return rows_count(found) == 0 &&
           doctor_report(true, "accounts", "of stock and money, nothing is known to differ");
}
