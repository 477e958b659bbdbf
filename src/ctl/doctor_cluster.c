/* The doctor's questions to a database of several servers. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "ctl/doctor.h"
#include "ctl/doctor_report.h"
#include "db/client.h"

enum { FULL_PERCENT = 90, LAG_MOST = 10 };

/* Who else would have what was acknowledged if this server was lost now. */
static bool check_standbys(const struct rows *cluster)
{
    int64_t standbys = rows_int(cluster, 0, "standbys"), in_sync = rows_int(cluster, 0, "in_sync");
    int64_t lag = rows_int(cluster, 0, "lag_seconds");
    if (!rows_text(cluster, 0, "awaited"))
        return doctor_report(false, "standbys",
                             "no commit waits for one: set synchronous_standby_names (Patroni: "
                             "synchronous_mode)");
    if (standbys == 0)
        return doctor_report(false, "standbys", "none is connected: look after the other servers");
    if (!rows_true(cluster, 0, "is_told"))
        return doctor_skip("standbys", "a superuser says GRANT pg_read_all_stats TO orderd_app "
                                       "for who is to be told how they are");
    if (in_sync == 0)
        return doctor_report(false, "standbys", "%" PRId64 " connected, none in sync", standbys);
    if (lag > LAG_MOST)
        return doctor_report(false, "standbys", "one is %" PRId64 " s behind", lag);
    return doctor_report(true, "standbys", "%" PRId64 " connected, %" PRId64 " in sync", standbys,
                         in_sync);
}

static bool check_room(const struct rows *cluster)
{
    int64_t used = rows_int(cluster, 0, "connected"), most = rows_int(cluster, 0, "most");
    bool fine = used * 100 <= most * FULL_PERCENT;
    return doctor_report(fine, "room", "%" PRId64 " of %" PRId64 " connections are taken%s", used,
                         most, fine ? "" : ": raise max_connections or lower workers_*");
}

/* What is no standby is never connected to. */
static bool check_replica(struct ctl *ctl)
{
    char why[300];
    const char *replica = ctl->conf.replica_database;
    if (!*replica)
        return true;
    if (!client_reaches(replica, why, sizeof why))
        return doctor_report(false, "replica", "%s: the leader answers all reads", why);
    struct db *db = db_open_spare(replica, "orderctl", CTL_LOCK_MS, NULL);
    bool follows = db_ready(db);
    db_close(db);
    return doctor_report(follows, "replica", "%s",
                         follows ? "reached" : "is no standby: correct `replica_database`");
}

bool doctor_cluster(struct ctl *ctl)
{
    const struct rows *cluster = ctl_ask(ctl, Q_DOCTOR_CLUSTER);
    if (!cluster)
        return doctor_report(false, "cluster", "can't be asked for");
    bool leads = rows_true(cluster, 0, "leads");
    doctor_report(leads, "leader", "%s",
                  leads ? "takes writes" : "is only read: name all servers in `database`");
    bool standbys = check_standbys(cluster), replica = check_replica(ctl);
    return check_room(cluster) && leads && standbys && replica;
}
