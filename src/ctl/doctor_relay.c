/* orderctl doctor: whether the world is told what happened. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "ctl/doctor.h"
#include "ctl/doctor_report.h"

/* Numbers are given many times a second. */
enum { LATE_SECONDS = 60 };

bool doctor_relay(struct ctl *ctl)
{
    const struct rows *feed = ctl_ask(ctl, Q_DOCTOR_FEED);
    if (!feed)
        return doctor_report(false, "relay", "can't be asked for");
    const char *silent = rows_text(feed, 0, "silent");
    if (silent)
        return doctor_report(
            false, "relay",
            "this database was %s, so nobody is mailed or called; if it is the one "
            "that should: orderctl relay accept",
            silent);
    int64_t late = rows_int(feed, 0, "late_seconds");
    if (late > LATE_SECONDS)
        return doctor_report(false, "relay",
                             "what happened %" PRId64 " s ago is not numbered: start orderd-relay",
                             late);
    const char *stopped = rows_text(feed, 0, "mail_stopped");
    if (stopped)
        return doctor_report(false, "relay", "no mail leaves, %s; set it right, then reload",
                             stopped);
    if (!rows_true(feed, 0, "started"))
        return doctor_report(true, "relay", "never ran; nobody is mailed or called");
    return doctor_report(true, "relay", "tells the world, up to event %s",
                         rows_text(feed, 0, "last"));
}
