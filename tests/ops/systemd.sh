# What systemd and the units do for a shop in which people order all the time. Sourced by ./dev ops.
# SPDX-License-Identifier: MIT

. tests/ops/shop.sh
tree=systemd

unit() { in_tree "$tree" systemctl "$@"; }
first_of() { unit show --value -p MainPID "$1"; }
conf=/etc/orderd/orderd.conf
# A few of each, so that a roll is soon over.
few_workers() {
    in_tree "$tree" sh -c "printf 'workers_api = 3\nworkers_auth = 1\nworkers_pay = 1\nworkers_slow = 1\n' >>$conf" &&
        unit reload orderd
}
refuses_to_start() { fails unit start orderd 2>"$lab/start.log" && grep 'Assertion failed' "$lab/start.log"; }
status_says() { unit show --value -p StatusText orderd | grep "$1"; }

# with_settings EDIT COMMAND…: while sed has done that to the settings.
with_settings() {
    local status=0
    in_tree "$tree" sh -c "cp -p $conf $conf.before && sed -i '$1' $conf"
    "${@:2}" || status=1
    in_tree "$tree" mv "$conf.before" "$conf"
    return $status
}
reload_fails() {
    fails unit reload orderd && in_tree "$tree" journalctl -q -u orderd -n 60 | grep "$1"
}
same_master() {
    local before
    before=$(first_of orderd)
    "$@" && [ "$before" = "$(first_of orderd)" ]
}
starts_when_asked() {
    unit stop orderd && fails active orderd && ask /health/live && unit start orderd && active orderd
}
kill_worker() {
    in_tree "$tree" sh -c 'kill -9 "$(pgrep -f -o "orderd --worker api")"'
}
# systemd's sockets stay, so who comes meanwhile waits.
kill_master() {
    local before
    before=$(first_of orderd)
    in_tree "$tree" kill -9 "$before"
    for _ in $(seq 100); do
        ! active orderd || [ "$(first_of orderd)" = "$before" ] || return 0
        sleep 0.2
    done
    return 1
}
every_unit_may_little() {
    in_tree "$tree" systemd-analyze security --no-pager --threshold=15 orderd.service orderd-relay.service
}

scenario_systemd() {
    tree_up
    check "apt installs it, with nothing answered" install_packages_of_ours
    check "before its setup it is not started, and who tries hears so" refuses_to_start
    check "and has no sockets" fails exists /run/orderd/api.sock
    check "its setup" in_tree "$tree" orderctl setup --host "$host" --admin "$admin"
    check "the secret is root's alone" secret_is_roots
    check "fewer workers, by a reload" few_workers
    check "it says how it stands" status_says '8 workers'
    check "a request starts it" starts_when_asked
    check "a shop to order in" stocked
    check "people order" load_begins

    check "a reload: 0 failed" unharmed 0 same_master unit reload orderd
    check "the relay's, too" unharmed 0 unit reload orderd-relay
    check "bad settings are refused: 0 failed" unharmed 0 with_settings '$a colour = red' \
        same_master reload_fails 'unknown setting'
    check "so is a database that does not fit" unharmed 0 with_settings 's/dbname=orderd/dbname=postgres/' \
        same_master reload_fails 'did not get ready'
    check "it reloads as before" unharmed 0 unit reload orderd
    check "a restart: 0 failed" unharmed 0 unit restart orderd
    check "kill -9 of a worker: only what it had in hand" unharmed 1 kill_worker
    check "kill -9 of the master: only what was in hand" unharmed 8 kill_master
    check "people have ordered" load_ends
    check "and nothing is lost" nothing_lost

    check "the secret is root's still" secret_is_roots
    check "the units may little" every_unit_may_little
    check "doctor has nothing to say" healthy
    check "nothing has failed" in_tree "$tree" sh -c '! systemctl --failed --no-legend | grep .'
}
