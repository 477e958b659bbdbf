/* The doctor's questions to PostgreSQL. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ctl/doctor.h"
#include "ctl/doctor_report.h"
#include "ctl/migrate.h"
#include "db/client.h"
#include "gateway/answers.h"
#include "relay/relay.h"
#include "setting/pools.h"

enum { LEAST_VERSION = 150000, CLOCK_MOST = 5, SPARE_CONNECTIONS = 3 };

/* Every statement of every worker is prepared by connecting; the replies must fit, too. */
static bool check_statements(struct ctl *ctl)
{
    char why[300];
    ctl->db = db_open(ctl->conf.database, "orderctl", CTL_LOCK_MS, NULL);
    if (!db_ready(ctl->db))
        return doctor_report(false, "statements",
                             "do not fit the database; run sqitch deploy, or install the program "
                             "that belongs to it");
    if (!answers_fit(ctl->db, why, sizeof why))
        return doctor_report(false, "statements",
                             "%s; install program and migrations of one "
                             "version",
                             why);
    return doctor_report(true, "statements", "%d prepared, and the answers fit", Q_COUNT - 1);
}

static const struct rows *ask(struct ctl *ctl, enum query query)
{
    const struct rows *rows[1] = {NULL};
    struct plan plan = {0};
    plan_add(&plan, query);
    enum error error = db_run(ctl->db, ctl->arena, &plan, &ctl->values, rows);
    return !error && rows_count(rows[0]) > 0 ? rows[0] : NULL;
}

static bool check_connections(struct ctl *ctl, const struct rows *server)
{
    const struct conf *conf = &ctl->conf;
    int workers = pools_connections(conf);
    int hosts = atoi(values_get(&ctl->values, P_HOSTS));
    int64_t most = rows_int(server, 0, "connections");
    int64_t need = (int64_t)(workers + RELAY_DESKS) * hosts + SPARE_CONNECTIONS;
    if (need > most)
        return doctor_report(false, "connections",
                             "%d workers and %d desks on %d host(s) and %d spare are %" PRId64
                             ", PostgreSQL takes %" PRId64
                             ": raise max_connections or lower workers_*",
                             workers, RELAY_DESKS, hosts, SPARE_CONNECTIONS, need, most);
    return doctor_report(true, "connections", "%d workers on %d host(s), room for %" PRId64,
                         workers, hosts, most);
}

static bool check_durability(const struct rows *server)
{
    const char *waits = rows_text(server, 0, "synchronous_commit");
    if (!rows_true(server, 0, "is_durable"))
        return doctor_report(false, "durability", "set fsync and full_page_writes to on");
    if (strcmp(waits, "off") == 0)
        return doctor_report(false, "durability", "set synchronous_commit to on");
    return doctor_report(true, "durability", "fsync on, synchronous_commit %s", waits);
}

static bool check_server(struct ctl *ctl)
{
    const struct rows *server = ask(ctl, Q_DOCTOR_SERVER);
    if (!server)
        return doctor_report(false, "server", "gives no information about itself");
    int64_t off = rows_int(server, 0, "seconds") - time(NULL);
    const char *version = rows_text(server, 0, "version_text");
    bool recent = rows_int(server, 0, "version") >= LEAST_VERSION;
    doctor_report(recent, "version", "PostgreSQL %s%s", version,
                  recent ? "" : ": 15 or later is needed");
    bool clock = doctor_report(llabs(off) <= CLOCK_MOST, "clock",
                               "the database's is %" PRId64 " s from this one%s", off,
                               llabs(off) <= CLOCK_MOST ? "" : ": set both, by NTP");
    bool durable = check_durability(server);
    return check_connections(ctl, server) && recent && clock && durable;
}

static bool check_privileges(struct ctl *ctl)
{
    const struct rows *found = ask(ctl, Q_DOCTOR_PRIVILEGES);
    if (!found)
        return doctor_report(false, "privileges", "can't be asked for");
    const char *role = rows_text(found, 0, "role");
    const char *excess = rows_text(found, 0, "excess");
    if (excess)
        return doctor_report(false, "privileges",
                             "%s %s: revoke it, or name another role in `database`", role, excess);
    return doctor_report(true, "privileges", "%s has no more than it needs", role);
}

static bool check_migrations(struct ctl *ctl)
{
    char why[300];
    const char *done = migrations_done(ctl, why, sizeof why);
    if (!done)
        return doctor_skip("migrations", why);
    const char *const *missing = migrations_missing(done, NULL);
    if (missing)
        return doctor_report(false, "migrations", "%s is missing: run orderctl migrate", *missing);
    return doctor_report(true, "migrations", "all deployed");
}

bool doctor_database(struct ctl *ctl)
{
    char why[300];
    if (!client_reaches(ctl->conf.database, why, sizeof why))
        return doctor_report(false, "database", "%s: start PostgreSQL, or correct `database`", why);
    doctor_report(true, "database", "reached");
    bool migrations = check_migrations(ctl);
    if (!check_statements(ctl))
        return false;
    bool server = check_server(ctl);
    bool relay = doctor_relay(ctl);
    bool chores = doctor_chores(ctl);
    bool accounts = doctor_accounts(ctl), names = doctor_names(ctl), keys = doctor_keys(ctl);
    bool cluster = !values_get(&ctl->values, P_CLUSTER) || doctor_cluster(ctl);
    return check_privileges(ctl) && cluster && server && migrations && relay && chores &&
           accounts && names && keys;
}
