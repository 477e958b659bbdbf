#!/bin/bash
# Restores the newest backup beside production, and says whether it would do: how long it took, how old
# its newest order is, and whether stock, money and the audit log agree in it. Run by root, by a timer;
# nothing of production is written to.
# SPDX-License-Identifier: MIT
set -euo pipefail

account=${DRILL_ACCOUNT:-postgres} # may read the backups
keys=${DRILL_KEYS:-/var/lib/orderd/keys}
orderctl=${DRILL_ORDERCTL:-/usr/sbin/orderctl}
parent=${DRILL_PARENT:-/var/lib/postgresql}
# Fills the folder $data with the files of a server.
# shellcheck disable=SC2016 # what it fills is known later
restore=${DRILL_RESTORE:-'pgbackrest --stanza=orderd --pg1-path="$data" --archive-mode=off restore'}

here=$(mktemp -d "$parent/drill.XXXXXX")
export data=$here/data
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
began=$(date +%s)

as_account() {
    [ "$(id -u)" != 0 ] || set -- setpriv --reuid="$account" --regid="$account" --init-groups "$@"
    (cd "$here" && "$@")
}
end() {
    as_account "$bin/pg_ctl" stop -D "$data" -m immediate >/dev/null 2>&1 || true
    rm -rf "$here"
}
trap end EXIT

# It listens in its own folder alone, archives nothing, and waits for no standby.
configure() {
    cat >"$here/postgresql.conf" <<TEXT
data_directory = '$data'
hba_file = '$here/pg_hba.conf'
listen_addresses = ''
unix_socket_directories = '$here'
archive_mode = off
hot_standby = off
synchronous_standby_names = ''
jit = off
TEXT
    echo 'local all all trust' >"$here/pg_hba.conf"
    cat >"$here/orderd.conf" <<TEXT
database = "host=$here dbname=orderd user=orderd_app"
admin_database = "host=$here dbname=orderd user=orderd_owner"
keys_dir = $here/keys
TEXT
    cp -r "$keys" "$here/keys"
    [ "$(id -u)" != 0 ] || chown -R "$account" "$here"
}

ask() { as_account psql -XAtq -v ON_ERROR_STOP=1 -h "$here" -U postgres -d orderd -c "$1"; }
ctl() { as_account "$orderctl" -c "$here/orderd.conf" "$@"; }

wait_until_recovered() {
    for _ in $(seq "${DRILL_SECONDS:-3600}"); do
        [ "$(ask 'SELECT pg_is_in_recovery()' 2>/dev/null)" != f ] || return 0
        sleep 1
    done
    echo "it did not recover; see $here/log" && return 1
}

configure
as_account sh -c "$restore"
as_account "$bin/pg_ctl" start -D "$data" -W -l "$here/log" -o "-c config_file=$here/postgresql.conf" >/dev/null
wait_until_recovered
restored=$(date +%s)

# What the copy lacks of the log is no fault of it: the end that is kept is that of the copy of the keys.
ctl after-restore --reason drill >/dev/null
ctl stock reconcile
ctl money reconcile
ctl audit verify
{ ctl doctor || true; } | grep -E '^(ok|WRONG) +(version|migrations|statements|privileges|shared keys)' | tee "$here/doctor"
grep -c '^ok' "$here/doctor" | grep -qx 5

printf 'restored in %s s, looked through in %s s; %s orders, the newest %s s old\n' \
    "$((restored - began))" "$(($(date +%s) - restored))" "$(ask 'SELECT count(*) FROM orderd.orders')" \
    "$(ask 'SELECT floor(extract(epoch FROM now() - max(created_at))) FROM orderd.orders')"
