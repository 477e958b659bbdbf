# What it costs that everything is counted, and asked for each second.
# SPDX-License-Identifier: MIT

scrape() {
    while sleep 1; do curl -fsS -o "$bench/metrics" "http://127.0.0.1:$metrics_port/metrics" || true; done
}

side_counted() {
    start_orderd
    scrape &
    local scraping=$!
    side_orderd
    kill $scraping
    grep -q '^orderd_orders_placed_total [1-9]' "$bench/metrics" || die "nothing was counted"
}

side_uncounted() {
    (export LD_PRELOAD="$bench/untallied.so" && start_orderd)
    side_orderd
    ! curl -fsS "http://127.0.0.1:$metrics_port/metrics" | grep -q . || die "it was counted all the same"
}

measure_metrics() {
    echo
    clients=16
    start_postgres
    compare counted uncounted
    row "orders while all is counted" counted "nothing is" uncounted 0.98
}
