# How fast the world is called, and whether one who is slow holds up another.
# SPDX-License-Identifier: MIT
deliveries=20000

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

drain() {
    superuser orderd -c 'TRUNCATE orderd.webhook_deliveries, orderd.webhook_claims' \
        -c 'UPDATE orderd.webhooks SET room = 64, rest_until = NULL, failures = 0, cursor = 0'
    queue "$fast" $deliveries
    [ "$1" = alone ] || queue "$slow" 1000
    superuser orderd -c 'VACUUM ANALYZE orderd.webhook_deliveries' -c CHECKPOINT
    relay_up
    until [ "$(of_fast 'count(*) FILTER (WHERE settled_at IS NULL)')" = 0 ]; do sleep 0.2; done
    stop relay.pid TERM
    of_fast "round($deliveries / extract(epoch FROM max(settled_at) - min(settled_at)))"
}

side_drain() { drain alone; }
side_drain_beside() { drain beside; }

measure_webhooks() {
    echo
    printf '%s\n' 'webhook_allow = 127.0.0.2' 'webhook_plain_http = yes' >>"$dir/orderd.conf"
    receivers_up
    start_postgres
    start_orderd
    superuser orderd -c "UPDATE orderd.users SET role = 'admin' WHERE email = 'bench-31@example.com'"
    admin=$(sign_in 31)
    fast=$(hook "$fast_port") slow=$(hook "$slow_port")
    compare drain drain_beside
    line "deliveries to a receiver that answers at once" "${median[drain]}" "" "" "" "at least 2000"
    row "the same beside a receiver that takes 10 s" drain_beside "without it" drain 0.90
    stop slow.pid TERM
    stop receiver.pid TERM
}
