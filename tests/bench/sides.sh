# What the bench compares: side_NAME loads one thing with $clients clients and prints its rate.
# SPDX-License-Identifier: MIT

set_up() {
    local n facts="session_principal idempotency_find order_context order_items"
    as_instance mkdir -p "$bench"
    superuser orderd -c 'ALTER SYSTEM SET autovacuum = off' -c 'SELECT pg_reload_conf()' >"$bench/set_up.log"
    superuser orderd <tests/bench/seed.sql
    for n in $(seq 0 31); do sign_in "$n"; done >"$bench/tokens"
    export BENCH_TOKENS=$bench/tokens

    script pipelined "( $facts ) ( BEGIN idempotency_claim stock_lock order_place order_get COMMIT flush )"
    script one_by_one "$facts BEGIN idempotency_claim stock_lock order_place order_get COMMIT flush"
    # One transaction, committed at the pipeline's end: it waits for the disk with its rows locked.
    script row_lock "( $facts ) ( idempotency_claim order_place order_get )"

    ${CC:-cc} -O2 -shared -fPIC -o "$bench/slowflush.so" tests/bench/slowflush.c
    ${CC:-cc} -O2 -shared -fPIC -o "$bench/untallied.so" tests/bench/untallied.c -ldl
    ${CC:-cc} -O2 -o "$bench/hello" tests/bench/hello.c -lfcgi
    add_locations
    superuser postgres -c 'CREATE DATABASE tpcb'
    pg pgbench -i -q -s 50 "$(conninfo postgres tpcb)" 2>>"$bench/set_up.log"
    # Plans made for empty tables would be kept; nobody vacuums here while a side runs.
    clients=16
    wrk_for 2 /api/v1/orders orders 100001 $products
}

sign_in() {
    curl -fsS --cacert "$dir/cert.pem" -H 'Content-Type: application/json' \
        -d "{\"email\":\"bench-$1@example.com\",\"password\":\"orderd-demo\"}" "$url/api/v1/auth/login" |
        grep -oE '"access_token":"[^"]+' | cut -d '"' -f 4
}

# script NAME STATEMENTS: a pgbench script, see statements.awk.
script() {
    {
        cat tests/bench/order.pgbench
        awk -v want=c -f src/tools/sql2c.awk sql/queries/*/*.sql | awk -v want="$2" -f tests/bench/statements.awk
    } >"$bench/$1.pgbench"
}

# Beside orderd on its own server: a file, and a FastCGI program that does nothing.
add_locations() {
    curl -fsS --cacert "$dir/cert.pem" -o "$bench/products.json" "$url/api/v1/products"
    cat >>"$dir/nginx/orderd/local/listen.conf" <<TEXT
location = /bench/products.json {
    root $dir;
}
location = /bench/hello {
    include $dir/root/usr/share/orderd/nginx/snippets/fastcgi.conf;
    fastcgi_pass unix:$bench/hello.sock;
}
TEXT
    kill -HUP "$(cat "$dir/run/nginx.pid")"
    sleep 1 # the old workers close what they accept until they have heard of it
    as_instance setsid -f bash -c 'echo $$ >run/hello.pid; exec "$@"' bash "$bench/hello" "$bench/hello.sock" 16
}

# With as many workers as clients, so that both sides have as many connections to PostgreSQL.
start_orderd() {
    stop orderd.pid TERM
    superuser orderd -c 'VACUUM ANALYZE'
    ORDERD_WORKERS_API=$clients orderd_up
    wait_until_ready
}

# start_postgres [NAME=VALUE]: anew, with this in its environment.
start_postgres() {
    stop orderd.pid TERM
    postgres_stop
    (export "${1:-_=}" && postgres_start)
}

# By pg_test_fsync, which is stopped after the one of its many tests that counts here.
flush_time() {
    (
        [ "$1" = usual ] || export LD_PRELOAD=$bench/slowflush.so
        pg pg_test_fsync -s 1 -f "$dir/pg/flush.test" | awk '$1 == "fdatasync" { print $4 / 1000 " ms"; exit }'
    ) 2>/dev/null || true
    rm -f "$dir/pg/flush.test"
}

# wrk_for SECONDS PATH [ARGUMENT…]: sets rate, requests and slowest (ms), and says when some failed.
wrk_for() {
    local failures
    wrk -t 1 -c "$clients" -d "$1" --timeout 20s -s tests/bench/load.lua "$url$2" "${@:3}" >"$bench/wrk.log"
    read -r _ rate requests failures slowest < <(grep '^result' "$bench/wrk.log")
    [ $((failures * 100)) -le "$requests" ] || die "$failures of $requests requests to $2 failed"
}

through_nginx() {
    wrk_for "$warm" "$@"
    wrk_for "$seconds" "$@"
    echo "$rate"
}

side_orderd() { through_nginx /api/v1/orders orders 100001 "$products"; }
side_cached() { through_nginx /api/v1/products; }
side_file() { through_nginx /bench/products.json; }

signed_in() { echo "-HAuthorization: Bearer $(head -n 1 "$bench/tokens")"; }

side_hello() { through_nginx /bench/hello "$(signed_in)"; }
order_of_bench() {
    superuser orderd -At -c "SELECT max(o.id) FROM orderd.orders o JOIN orderd.users u ON u.id = o.user_id
                             WHERE u.email = 'bench-0@example.com'"
}
side_order_by_id() { through_nginx "/api/v1/orders/$(order_of_bench)" "$(signed_in)"; }

# As the workers connect: pgbench's plans and time limits are theirs.
worker_options() {
    local lock_ms
    lock_ms=$(sed -n 's/.* LOCK_MS = \([0-9]*\).*/\1/p' src/server/worker.c)
    grep -oE -- '-c [a-z_]+=[^ "]+' src/db/connect.c | sed "s/%dms/${lock_ms}ms/" | tr '\n' ' '
}

# pgbench_as USER DATABASE ARGUMENT…: its rate, the seconds of warming up left out.
pgbench_as() {
    pg pgbench -M prepared -c "$clients" -T $((warm + seconds)) -P 1 "${@:3}" "$(conninfo "$1" "$2")" \
        >"$bench/pgbench.log" 2>&1
    awk -v warm="$warm" '/^progress/ && ++second > warm { sum += $4; n++ } END { printf "%.1f\n", sum / n }' \
        "$bench/pgbench.log"
    grep -q 'failed transactions: 0 ' "$bench/pgbench.log" || say "bench: pgbench failed: $bench/pgbench.log"
}

pgbench_with() {
    run=$((${run:-0} + 1)) # order numbers are this run's own
    PGOPTIONS=$(worker_options) pgbench_as orderd_app orderd -n -D fresh=1 -D orders=0 -D products="$products" \
        -D day="$(printf %08d $run)" -f "$bench/$1.pgbench"
}
side_pipelined() { pgbench_with pipelined; }
side_one_by_one() { pgbench_with one_by_one; }

# What everybody can compare with: TPC-B as pgbench has it.
side_tpcb() { pgbench_as postgres tpcb; }

side_same_two() { products=2 side_orderd; }
side_row_lock() { products=2 pgbench_with row_lock; }

# What only this process uses: of the api worker that has the most, in MB.
largest_worker() {
    local worker
    for worker in $(pgrep -P "$(cat "$dir/run/orderd.pid")" -f -- '--worker api'); do
        as_instance awk '/^Private/ { kb += $2 } END { print kb / 1024 }' "/proc/$worker/smaps_rollup"
    done | sort -n | tail -n 1 | xargs printf '%.1f\n'
}
