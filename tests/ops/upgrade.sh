# An upgrade and the way back while people order: the next version is this one with one migration more,
# which wants a lock that somebody holds. Sourced by ./dev ops.
# SPDX-License-Identifier: MIT

. tests/ops/shop.sh
tree=upgrade

# next_version: the package that comes after, into the tree.
next_version() {
    local next=$lab/next sql
    rm -rf "$next"
    dpkg-deb -R "$packages"/orderd_*.deb "$next" || return
    sql=$next/usr/share/orderd/sql
    sed -i 's/^\(Version: .*\)/\1+next/' "$next/DEBIAN/control"
    rm "$next/DEBIAN/md5sums"
    echo 'next_version 2030-01-01T00:00:00Z orderd authors <authors@orderd.invalid> # Of the version after' >>"$sql/sqitch.plan"
    echo 'BEGIN; ALTER TABLE orderd.orders ADD COLUMN of_the_next_version text; COMMIT;' >"$sql/deploy/next_version.sql"
    echo 'BEGIN; ALTER TABLE orderd.orders DROP COLUMN of_the_next_version; COMMIT;' >"$sql/revert/next_version.sql"
    echo 'SELECT of_the_next_version FROM orderd.orders WHERE false;' >"$sql/verify/next_version.sql"
    dpkg-deb --root-owner-group -Zgzip -b "$next" "$lab/$tree/root/root/next.deb"
    rm -rf "$next"
}

as_postgres() { in_tree "$tree" setpriv --reuid postgres --regid postgres --init-groups psql -XAtqc "$1" orderd; }
# A reader who takes their time, which what changes the table has to wait for.
slow_reader() { as_postgres 'BEGIN; SELECT count(*) FROM orderd.orders; SELECT pg_sleep(6); COMMIT' & }
crew() { in_tree "$tree" pgrep -f 'orderd --worker' | sort; }
install_beside_reader() {
    local before
    before=$(crew)
    slow_reader
    in_tree "$tree" dpkg -i "$@" && [ -z "$(comm -12 <(crew) <(echo "$before"))" ]
}
has_next() { as_postgres 'SELECT count(of_the_next_version) FROM orderd.orders'; }
version_is() { in_tree "$tree" dpkg-query -W -f '${Version} ${Status}\n' orderd | grep -- "$1"; }

scenario_upgrade() {
    tree_up
    check "apt installs it, with nothing answered" install_packages_of_ours
    check "its setup" in_tree "$tree" orderctl setup --host "$host" --admin "$admin"
    check "a shop to order in" stocked
    check "the version after is packed" next_version
    check "all migrations are there" orderctl migrate --check
    check "people order" load_begins
    check "the version after comes: 0 failed, all workers new" unharmed 0 install_beside_reader /root/next.deb
    check "it is installed" version_is '+next install ok installed'
    check "with its migration" has_next
    check "and back: 0 failed" unharmed 0 install_beside_reader \
        "/root/packages/$(basename "$packages"/orderd_*.deb)"
    check "to what was" version_is '[0-9] install ok installed'
    check "which lives with what came after" orderctl migrate --check
    check "the secret is root's alone" secret_is_roots
    check "people have ordered" load_ends
    check "and nothing is lost" nothing_lost
    check "doctor has nothing to say" healthy
}
