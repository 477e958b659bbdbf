# What it costs that the world is told.
# SPDX-License-Identifier: MIT

side_without_relay() {
    stop relay.pid TERM
    side_orderd
}

# From its first order on there is something to number, and all of it is by the end.
side_with_relay() {
    relay_up
    side_orderd
    stop relay.pid TERM
}

# The index that says what has no number yet is all that placing pays for being told of.
side_indexed() { side_orderd; }

side_unindexed() {
    superuser orderd -c 'DROP INDEX orderd.outbox_fresh'
    side_orderd
    superuser orderd -c 'CREATE INDEX outbox_fresh ON orderd.outbox (id) WHERE number IS NULL'
}

measure_relay() {
    echo
    clients=16
    start_postgres
    start_orderd
    compare with_relay without_relay
    row "orders while a relay runs" with_relay "without one" without_relay 0.90
    compare indexed unindexed
    row "orders with the index of what is fresh" indexed "without it" unindexed 0.99
}
