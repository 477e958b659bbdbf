# How fast the world is called, and whether one who is slow holds up another.
# SPDX-License-Identifier: MIT
deliveries=20000
old_seconds=${BENCH_OLD_SECONDS:-20} # how long a transaction stays open beside deliveries

# A receiver that answers at once (nginx), and one that takes ten seconds (node).
receivers_up() {
    fast_port=$((${url##*:} + 5)) slow_port=$((${url##*:} + 6))
    cat >"$bench/receiver.conf" <<TEXT
pid $dir/run/receiver.pid;
error_log $bench/receiver.log;
worker_processes 1;
events { worker_connections 512; }
http {
    access_log off;
    keepalive_requests 1000000;
    server {
        listen 127.0.0.2:$fast_port;
        location / { return 204; }
    }
}
TEXT
    as_instance /usr/sbin/nginx -e "$bench/receiver.log" -p "$bench/" -c "$bench/receiver.conf"
    as_instance setsid -f bash -c 'echo $$ >run/slow.pid; exec "$@"' bash "$(command -v node)" -e "
        require('http').createServer((q, r) => setTimeout(() => r.writeHead(204).end(), 10000)).listen($slow_port, '127.0.0.2')" \
        </dev/null >"$bench/slow.log" 2>&1
}

# What orderd and relay find when they start: receivers of this machine are called.
allow_receivers() {
    grep -q '^webhook_allow' "$dir/orderd.conf" ||
        printf '%s\n' 'webhook_allow = 127.0.0.2' 'webhook_plain_http = yes' >>"$dir/orderd.conf"
}

sign_in_admin() {
    superuser orderd -c "UPDATE orderd.users SET role = 'admin' WHERE email = 'bench-31@example.com'"
    admin=$(sign_in 31)
}

# hook PORT: makes a webhook and prints its id.
hook() {
    curl -fsS --cacert "$dir/cert.pem" -H 'Content-Type: application/json' -H "Authorization: Bearer $admin" \
        -d "{\"url\":\"http://127.0.0.2:$1/\",\"events\":[\"webhook.test\"]}" "$url/api/v1/webhooks" |
        sed 's/{"id":\([0-9]*\).*/\1/'
}

# queue WEBHOOK COUNT
queue() {
    superuser orderd -c "INSERT INTO orderd.webhook_deliveries (webhook_id, event, message_id, body)
        SELECT $1, 'webhook.test', 'bench_' || n, repeat('x', 300) FROM generate_series(1, $2) n"
}

of_fast() { superuser orderd -Atc "SELECT $1 FROM orderd.webhook_deliveries WHERE webhook_id = $fast"; }

drained() {
    until [ "$(of_fast 'count(*) FILTER (WHERE settled_at IS NULL)')" = 0 ]; do sleep 0.2; done
}

# The rate of those behind the id.
rate_behind() {
    superuser orderd -Atc "SELECT round(count(*) / extract(epoch FROM max(settled_at) - min(settled_at)))
        FROM orderd.webhook_deliveries WHERE webhook_id = $fast AND id > $1"
}

drain() {
    superuser orderd -c 'TRUNCATE orderd.webhook_deliveries, orderd.webhook_claims' \
        -c 'UPDATE orderd.webhooks SET room = 64, rest_until = NULL, failures = 0, cursor = 0'
    queue "$fast" $deliveries
    [ "$1" != beside ] || queue "$slow" 1000
    superuser orderd -c 'VACUUM ANALYZE orderd.webhook_deliveries' -c CHECKPOINT
    relay_up
    drained
    [ "$1" != aged ] || drain_again
    stop relay.pid TERM
    rate_behind "${before:-0}"
}

# What nobody can clear away while an older snapshot is held: then again, and the last rate counts.
drain_again() {
    local end=$((SECONDS + old_seconds))
    coproc HOLDING { superuser orderd; }
    local in=${HOLDING[1]} holder=$HOLDING_PID
    echo 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM orderd.feed;' >&"$in"
    while [ $SECONDS -lt $end ]; do
        before=$(of_fast 'max(id)')
        queue "$fast" $deliveries
        drained
    done
    eval "exec $in>&-"
    wait "$holder" || true
}

side_drain() { drain alone; }
side_drain_beside() { drain beside; }
side_drain_aged() { local before && drain aged; }

measure_webhooks() {
    echo
    allow_receivers
    receivers_up
    start_postgres
    start_orderd
    sign_in_admin
    fast=$(hook "$fast_port") slow=$(hook "$slow_port")
    compare drain drain_beside drain_aged
    line "deliveries to a receiver that answers at once" "${median[drain]}" "" "" "" "at least 2000"
    row "the same beside a receiver that takes 10 s" drain_beside "without it" drain 0.90
    row "the same beside a transaction open for $old_seconds s" drain_aged "without it" drain 0.80
    stop slow.pid TERM
    stop receiver.pid TERM
}
