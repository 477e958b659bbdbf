# What a day's work costs beside 100,000 orders and beside 10,000,000 with all their ledgers. Takes an hour
# and 30 GB, so it is run when it is asked for by name.
# SPDX-License-Identifier: MIT

# What the load leaves out, as a shop leaves it: an order's way in the history, its stock's movements and
# its last events.
load_ledgers() {
    in_orderd <<TEXT
SET search_path = orderd;
SET session_replication_role = replica;
INSERT INTO order_history (order_id, from_status, to_status, action, created_at)
SELECT o.id, step.from_status::order_status, step.to_status::order_status, step.action, o.created_at + step.later * interval '1 hour'
FROM orders o, (VALUES (NULL, 'pending', 'place', 0), ('pending', 'confirmed', 'confirm', 1), ('confirmed', 'processing', 'process', 5),
                       ('processing', 'shipped', 'ship', 20), ('shipped', 'delivered', 'deliver', 60)) step (from_status, to_status, action, later)
WHERE o.id > 900000000;
INSERT INTO payments (order_id, provider, method, captures, status, amount, currency)
SELECT id, 'manual', 'cash', true, 'failed', total, currency FROM orders WHERE payment_status = 'failed';
INSERT INTO stock_movements (product_id, kind, quantity, order_id, created_at)
SELECT 100001 + o.id % $products, kind, 1, o.id, o.created_at
FROM orders o, unnest(ARRAY['reserve', 'sale']::movement_kind[]) kind WHERE o.id > 900000000;
INSERT INTO audit_log (event, actor_id, subject_id, created_at)
SELECT 'session.created', o.user_id, o.id, o.created_at FROM orders o WHERE o.id > 900000000;
TEXT
}

unload_orders() {
    in_orderd -c 'SET client_min_messages = warning' -c 'SET session_replication_role = replica' \
        -c 'TRUNCATE orderd.orders, orderd.order_lines, orderd.payments, orderd.order_history, orderd.stock_movements, orderd.summed CASCADE' \
        -c 'DELETE FROM orderd.audit_log WHERE actor_id > 900000' -c 'DELETE FROM orderd.users WHERE id > 900000' \
        -c 'DELETE FROM orderd.customers WHERE id > 900000' -c 'DELETE FROM orderd.departments WHERE id > 900000' \
        -c 'DELETE FROM orderd.products WHERE id > 900000' -c 'UPDATE orderd.products SET on_hand = 1000000000, reserved = 0'
}

# What is asked, fifty times each and then again: only that counts.
flat_reads() {
    cat <<TEXT
orders, the newest|orders?limit=25#[1-50]
orders, the dearest|orders?limit=25&sort=-total#[1-50]
orders to confirm|orders?status=pending&limit=25#[1-50]
orders of a customer|orders?customer_id=[900100-900149]
orders of five days|orders?from=2024-06-0[1-5]&to=2024-06-05&limit=2[0-9]
search: number, its beginning|orders?search=ORD-2024[0-1]
search: nearly a whole number|orders?search={$numbers}
search: a customer's e-mail|orders?search=load[100-149]@example.com
search: a name of many|orders?search=Customer[100-149]
one order|orders/9000[10001-10050]
its history|orders/9000[10001-10050]/history
movements of a product|products/[100001-100050]/movements
the audit log|admin/audit?limit=25#[1-50]
customers, the newest|customers?limit=25#[1-50]
products|products?limit=25#[1-50]
report: sales of a month|reports/sales?from=2024-0[1-9]-01&to=2024-09-30
report: sales of a year|reports/sales?from=2024-01-01&to=2024-12-3[0-1]
report: top products of a year|reports/top-products?from=2024-01-01&to=2024-12-3[0-1]
home|home#[1-50]
TEXT
}

# flat_at NAME COUNT: sets cost[NAME.TEXT] to middles, in ms, and cost[NAME.placing] to orders a second.
declare -A cost
flat_at() {
    local text path seconds=15 warm=10 # as long as it takes until all that it writes to is in memory
    numbers=$(in_orderd -At -c "SELECT string_agg(left(order_number, -2), ',') FROM orderd.orders
                                WHERE id IN (SELECT 900000000 + n * $2 / 51 FROM generate_series(1, 50) n)")
    start_orderd
    manager=$(sign_in 0)
    compare orderd
    cost[$1.placing]=${median[orderd]}
    while IFS='|' read -r text path; do
        for _ in warm measured; do
            curl -sS --cacert "$dir/cert.pem" -H "Authorization: Bearer $manager" -o "$bench/reply" \
                -w '%{http_code} %{time_starttransfer} %{time_pretransfer}\n' "$url/api/v1/$path" >"$bench/times"
        done
        ! grep -qv '^200 ' "$bench/times" || die "$path: $(sort "$bench/times" | tail -n 1) $(head -c 300 "$bench/reply")"
        cost[$1.$text]=$(awk '{ print ($2 - $3) * 1000 }' "$bench/times" | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }')
    done < <(flat_reads)
}

autovacuum() { superuser orderd -c "ALTER SYSTEM SET autovacuum = $1" -c 'SELECT pg_reload_conf()' >>"$bench/set_up.log"; }

# orders_of NAME COUNT
orders_of() {
    load_orders "$2" $(("$2" / 100)) # a customer has a hundred, there as here
    load_ledgers >>"$bench/set_up.log"
    in_orderd -c 'VACUUM ANALYZE'
    # What makes sums grows from nothing meanwhile: plans for that are made anew as autovacuum sees it.
    autovacuum on
    "$dir/orderctl" tidy >>"$bench/set_up.log"
    autovacuum off
    flat_at "$1" "$2"
}

measure_flat() {
    local manager numbers='' text few=${BENCH_FEW:-100000} many=${BENCH_MANY:-10000000}
    clients=16
    # As a host is set up that has such a shop: memory for what is asked often, checkpoints by time.
    superuser orderd -c "ALTER SYSTEM SET shared_buffers = '4GB'" -c "ALTER SYSTEM SET max_wal_size = '16GB'" \
        -c "ALTER SYSTEM SET maintenance_work_mem = '1GB'" -c "ALTER SYSTEM SET autovacuum_naptime = '10s'"
    start_postgres
    in_orderd -c "UPDATE orderd.users SET role = 'admin' WHERE email = 'bench-0@example.com'"
    orders_of few "$few"
    unload_orders
    orders_of many "$many"
    printf '\nBeside %s orders and beside %s, with their ledgers (%s).\n' "$few" "$many" \
        "$(in_orderd -At -c "SELECT pg_size_pretty(pg_database_size('orderd'))")"
    line "orders placed a second" "${cost[few.placing]}" "then" "${cost[many.placing]}" \
        "$(awk -v a="${cost[few.placing]}" -v b="${cost[many.placing]}" 'BEGIN { printf "%.2f", a / b }')" "at most 1.1"
    while IFS='|' read -r text _; do
        line "$text" "${cost[few.$text]} ms" "then" "${cost[many.$text]} ms" \
            "$(awk -v a="${cost[few.$text]}" -v b="${cost[many.$text]}" 'BEGIN { printf "%.2f", b / a }')" "at most 1.1"
    done < <(flat_reads)
}
