# What tax by places and discount codes cost, to who uses them and who does not; reports over a year.
# SPDX-License-Identifier: MIT

# Nobody has used what is truncated, so that not even a dead row is left.
side_plain() {
    superuser orderd -c 'TRUNCATE orderd.tax_rates, orderd.discount_codes, orderd.discount_uses'
    side_orderd
}

# code_of LIMIT: everybody has it; 10 % off, "NULL" or so many times.
code_of() {
    superuser orderd -c 'TRUNCATE orderd.tax_rates, orderd.discount_codes, orderd.discount_uses' \
        -c "INSERT INTO orderd.discount_codes (code, name, kind, value, max_uses) VALUES ('BENCH', 'Bench', 'percent', 10, $1)"
}

side_rates_and_code() {
    code_of NULL
    superuser orderd -c "INSERT INTO orderd.tax_rates (country, class, name, rate, valid_from)
        SELECT code, 'standard', 'VAT', 0.2, '2020-01-01'
        FROM (SELECT code FROM orderd.countries ORDER BY code <> (SELECT home_country FROM orderd.shop), code LIMIT 30) c" \
        -c 'ANALYZE orderd.tax_rates'
    BENCH_CODE=BENCH side_orderd
}

side_limited_code() {
    code_of 1000000000
    BENCH_CODE=BENCH side_orderd
    [ "$(superuser orderd -At -c 'SELECT used > 0 FROM orderd.discount_codes')" = t ] || die "the code was not counted"
}

# All that was loaded, within 2023, with its sums: what is moved without triggers leaves no marks.
year_of_orders() {
    [ "$(in_orderd -At -c 'SELECT EXISTS (SELECT FROM orderd.orders WHERE id > 900000000)')" = t ] || load_orders "$1"
    in_orderd -c 'SET session_replication_role = replica' \
        -c "UPDATE orderd.orders SET created_at = timestamptz '2023-01-02' + (created_at - timestamptz '2023-01-01') * 0.33
            WHERE id > 900000000" -c 'SET session_replication_role = origin' -c 'DELETE FROM orderd.summed' \
        -c 'VACUUM ANALYZE orderd.orders'
    "$dir/orderctl" tidy >>"$bench/set_up.log"
}

# The middle of five.
report_time() {
    local status seconds _
    for _ in 1 2 3 4 5; do
        read -r status _ seconds < <(as_manager GET "$1")
        [ "$status" = 200 ] || die "$1: $status"
        echo "$seconds"
    done | sort -n | sed -n 3p
}

# The sum of the last column, as cents.
net_of_export() {
    as_manager GET "$1" >/dev/null
    sed '1d; s/\r$//; s/.*,"//; s/[".]//g' "$bench/reply" | awk '{ sum += $1 } END { printf "%.0f\n", sum }'
}
net_of_report() {
    as_manager GET "$1" >/dev/null
    grep -oE '"refunded":[0-9.]+,"net":[0-9.]+' "$bench/reply" | head -n 1 | sed 's/.*"net"://' | awk '{ printf "%.0f\n", $1 * 100 }'
}

measure_money() {
    local manager year='from=2023-01-01&to=2023-12-31' report many=${BENCH_ORDERS:-1000000}
    printf '\nTax, codes and reports.\n'
    clients=16
    start_postgres
    start_orderd
    compare rates_and_code plain limited_code same_two
    row "orders, rates of 30 countries and a code" rates_and_code "orders without" plain 0.95
    row "orders of one limited code" limited_code "of the same 2 products" same_two 0.80
    superuser orderd -c 'TRUNCATE orderd.tax_rates, orderd.discount_codes, orderd.discount_uses'

    year_of_orders "$many"
    start_orderd
    in_orderd -c "UPDATE orderd.users SET role = 'manager' WHERE email = 'bench-0@example.com'"
    manager=$(sign_in 0)
    for report in sales top-products; do
        line "report of a year, $report" "$(report_time "/reports/$report?$year") s" "$many orders" "" "" "under 1 s"
    done
    [ "$(net_of_report "/reports/sales?$year")" = "$(net_of_export "/reports/export/sales?$year")" ] ||
        die "report and export differ"
}
