# Companies beside the first on one host: each has what the first has, and nothing of the others'; one
# goes while people order at another. Sourced by ./dev ops.
# SPDX-License-Identifier: MIT

. tests/ops/shop.sh
tree=cells

# at CELL COMMAND…: with the site and the settings of that one.
at() {
    local ORDERD_CELL=$1 host=$1.example.com
    "${@:2}"
}
orderctl() { in_tree "$tree" env ${ORDERD_CELL:+ORDERD_CELL="$ORDERD_CELL"} orderctl "$@"; }
cell() { in_tree "$tree" orderctl cell "$@"; }

# token WHO: what who signed in is known by.
token() {
    ask /api/v1/auth/login -d "{\"email\":\"$1@example.com\",\"password\":\"$LOAD_PASSWORD\"}" |
        grep -o '"access_token":"[^"]*' | cut -d '"' -f 4
}
# known TOKEN STATUS: is what /auth/me answers its bearer.
known() {
    local status
    status=$(ask /api/v1/auth/me -o "$lab/me.json" -w '%{http_code}' -H "Authorization: Bearer $1")
    [ "$status" = "$2" ]
}
orders() {
    in_tree "$tree" setpriv --reuid postgres --regid postgres --init-groups psql -XAtqc \
        'SELECT count(*) FROM orderd.orders' "$1"
}
units_of() { in_tree "$tree" systemctl list-units --all --no-legend --plain "orderd*@$1.*"; }
# What the first process of a unit sees of the host's files.
sees() { in_tree "$tree" sh -c 'nsenter -t "$(systemctl show -P MainPID "$1")" --mount ls "$2"' sh "$1" "$2"; }
# A role of one has no way into the database of another.
kept_out() {
    in_tree "$tree" sh -c '
        password=$(grep -o "^database.*password=[^\" ]*" /etc/orderd/cells/acme/orderd.conf | sed "s/.*password=//")
        export PGPASSWORD="$password"
        psql -XAtqc "SELECT 1" "host=127.0.0.1 user=orderd_acme_app dbname=orderd_acme" | grep 1
        ! psql -XAtqc "SELECT 1" "host=127.0.0.1 user=orderd_acme_app dbname=$1"' sh "$1"
}

scenario_cells() {
    tree_up
    check "apt installs it, with nothing answered" install_packages_of_ours
    check "a cell has to wait for the first company" fails cell add acme --host acme.example.com
    check "which is set up" in_tree "$tree" orderctl setup --host "$host" --admin "$admin"
    check "a cell comes" cell add acme --host acme.example.com --admin "$admin"
    check "another comes" cell add beta-2 --host beta-2.example.com
    check "a host that another has is refused" fails cell add gamma --host ACME.example.com
    check "a name that can't be is refused" fails cell add Gamma --host gamma.example.com
    check "and nothing is left of them" fails exists /etc/orderd/cells/gamma
    check "to say it again changes nothing" in_tree "$tree" sh -c \
        'find /etc/orderd /etc/nginx/orderd -type f -exec sha256sum {} + >/tmp/before; orderctl cell add acme && sha256sum -c /tmp/before'
    check "they are listed" in_tree "$tree" sh -c 'orderctl cell list | grep -c there | grep -x 2'
    check "the units may little" in_tree "$tree" systemd-analyze security --no-pager --threshold=15 orderd@acme.service orderd-relay@acme.service

    check "a cell's secret is root's alone" secret_is_roots /cells/acme
    check "doctor has nothing to say of the first" healthy
    check "nor of a cell" at acme healthy
    check "nor of the other" at beta-2 healthy
    check "a cell's role is kept out of the first's database" kept_out orderd
    check "and out of another cell's" kept_out orderd_beta_2

    check "a cell's programs see its settings" sees orderd@acme /etc/orderd/cells/acme/orderd.conf
    check "and not the first's" fails sees orderd@acme /etc/orderd/orderd.conf
    check "nor another cell's keys" fails sees orderd@acme /var/lib/orderd/cells/beta-2/keys
    check "the first begins anew, beside cells" in_tree "$tree" systemctl restart orderd
    check "and sees neither their settings" fails sees orderd /etc/orderd/cells/acme/orderd.conf
    check "nor their keys" fails sees orderd /var/lib/orderd/cells/acme/keys
    check "new settings are read" in_tree "$tree" sh -c \
        'echo "workers_slow = 1" >>/etc/orderd/cells/acme/orderd.conf && systemctl reload orderd@acme orderd-relay@acme'

    check "there is something to order at the first" stocked
    check "at a cell" at acme stocked
    check "and at the other" at beta-2 orderctl demo
    first=$(token customer-1) theirs=$(at acme token customer-1)
    check "who is known at the first" known "$first" 200
    check "is nobody at a cell" at acme known "$first" 401
    check "who is known at a cell" at acme known "$theirs" 200
    check "is nobody at the first" known "$theirs" 401
    check "nor at another cell" at beta-2 known "$theirs" 401

    check "people order at a cell" at acme load_begins
    check "a cell goes: 0 failed at the others" unharmed 0 cell remove beta-2 --yes
    check "its units are gone" test -z "$(units_of beta-2)"
    check "its database is kept" orders orderd_beta_2
    check "the first is there" ask /api/v1/health/ready
    check "people have ordered" load_ends
    check "which the first knows nothing of" test "$(orders orderd)" = 0
    check "and the cell does" test "$(orders orderd_acme)" -gt 0
    check "what has gone comes back as it was" cell add beta-2
    check "and is well" at beta-2 healthy
    check "it goes with all it has" cell remove beta-2 --yes --drop
    check "nothing is left of it" in_tree "$tree" sh -c \
        '! ls -d /etc/orderd/cells/beta-2 /var/lib/orderd/cells/beta-2 /etc/nginx/orderd/cells/beta-2 && orderctl cell list | grep -c . | grep -x 1'
    check "neither database nor roles" fails orders orderd_beta_2

    check "a setup of the first brings all to this version" in_tree "$tree" orderctl setup
    check "the cell is well" at acme healthy
    check "apt purges it" apt purge orderd orderd-web
    check "nginx does without" in_tree "$tree" nginx -t
    check "nothing has failed" in_tree "$tree" sh -c '! systemctl --failed --no-legend | grep .'
    check "the settings are gone" fails exists /etc/orderd/cells
}
