# What scenarios ask of a shop in a tree: how it is installed, whether it is well, and clients that order
# all the time. Sourced by the scenarios beside it.
# SPDX-License-Identifier: MIT

host=orders.example.com
admin=owner@example.com

wants=()
# tree_up NAME…: boots a tree for which apt would find our packages and these of Debian.
tree_up() {
    lab_fetch "$@"
    lay "$tree"
    boot "$tree"
}
tidy_up() {
    load_breaks_off
    off "$tree"
    off fetching
    off building
}

orderctl() { in_tree "$tree" orderctl "$@"; }
active() { in_tree "$tree" systemctl --quiet is-active "$@"; }
exists() { in_tree "$tree" test -e "$1"; }
apt() { in_tree "$tree" apt-get -y -q "$@"; }
as_service() { in_tree "$tree" setpriv --reuid orderd --regid orderd --init-groups "$@"; }
secret_is_roots() {
    local file=/var/lib/orderd${1:-}/keys/secret
    in_tree "$tree" stat -c '%U %a' "$file" | grep -x 'root 600' && as_service ls "$file" && fails as_service cat "$file"
}
install_packages_of_ours() {
    in_tree "$tree" sh -c 'apt-get -y -q install /root/packages/*.deb' | tee "$lab/apt.log"
}

# The relay needs a moment to have looked at everything once.
healthy() {
    for _ in $(seq 60); do
        ! orderctl doctor || return 0
        sleep 0.5
    done
    return 1
}

# ask PATH [CURL-ARGUMENT…]: the site as a browser on this host finds it, by its certificate.
ask() {
    in_tree "$tree" cat "/etc/orderd/tls/$host.pem" >"$lab/site.pem" &&
        wired "$tree" curl -sS --fail-with-body --max-time 10 --cacert "$lab/site.pem" \
            --resolve "$host:443:127.0.0.1" -H 'Content-Type: application/json' "https://$host$1" "${@:2}"
}

# ---- clients ----

export LOAD_PASSWORD='forty-two parcels'

# A shop to order in, and eight customers, since one alone has a fair share of it.
stocked() {
    local i
    orderctl demo && for i in $(seq 8); do
        orderctl user add --email "customer-$i@example.com" --role customer --password-stdin <<<"$LOAD_PASSWORD" || return
    done
}

load_pid=''
load_begins() {
    rm -f "$lab"/load.json "$lab"/acknowledged
    in_tree "$tree" cat "/etc/orderd/tls/$host.pem" >"$lab/site.pem"
    # The client itself, not a shell that waits for it, is who hears of the end.
    (exec nsenter -t "$(leader "$tree")" --net -- node tests/ops/load.js "$host" "$lab/site.pem" "$lab") >"$lab/load.log" 2>&1 &
    load_pid=$!
    for _ in $(seq 600); do
        [ "$(load_says served)" -lt 20 ] || return 0
        kill -0 "$load_pid" || break
        sleep 0.2
    done
    cat "$lab/load.log" && return 1
}
load_says() { node -p "const { $1: said } = JSON.parse(require('fs').readFileSync('$lab/load.json')); typeof said === 'object' ? JSON.stringify(said) : said" 2>/dev/null || echo 0; }

# unharmed MOST COMMAND…: the command does well while the clients order on, of whose requests at most
# so many fail.
unharmed() {
    local failed_before served_before failures
    failed_before=$(load_says failed)
    "${@:2}" || return 1
    served_before=$(load_says served)
    for _ in $(seq 100); do
        [ "$(load_says served)" -le $((served_before + 20)) ] || break
        sleep 0.2
    done
    failures=$(($(load_says failed) - failed_before))
    [ "$failures" = 0 ] || say "        $failures requests failed; by now, all in all: $(load_says how)"
    [ "$failures" -le "$1" ] && [ "$(load_says served)" -gt $((served_before + 20)) ]
}

load_ends() {
    kill "$load_pid" && wait "$load_pid"
    load_pid=''
    cat "$lab/load.json"
}

load_breaks_off() { [ -z "$load_pid" ] || kill "$load_pid" || true; }

# Every order that was acknowledged is there, once.
nothing_lost() {
    local acknowledged found
    acknowledged=$(sort -u "$lab/acknowledged" | wc -l)
    found=$({
        echo 'CREATE TEMP TABLE acknowledged (id bigint);'
        echo 'COPY acknowledged FROM stdin;'
        cat "$lab/acknowledged"
        echo '\.'
        echo 'SELECT count(*) FROM acknowledged JOIN orderd.orders USING (id);'
    } | in_tree "$tree" setpriv --reuid postgres --regid postgres --init-groups psql -XAtq orderd)
    say "        $acknowledged orders were acknowledged, $found are there"
    [ "$acknowledged" -gt 0 ] && [ "$acknowledged" = "$found" ] &&
        [ "$acknowledged" = "$(wc -l <"$lab/acknowledged")" ]
}
