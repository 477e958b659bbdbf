# One host with nginx and orderd, and two, on one database. Two cores have no room for a second host, so
# each has a part of a core here, and what is left over is PostgreSQL's and the clients': what is shown is
# that hosts do not hold each other up, not how much a database bears.
# SPDX-License-Identifier: MIT

host_percent=${BENCH_HOST_PERCENT:-20} # of a core, for nginx and the workers of one host

# group NAME: the folder of a control group of processors' time, whichever kind this machine has.
group() {
    [ -d /sys/fs/cgroup/cpu ] && echo "/sys/fs/cgroup/cpu/orderd-bench-$1" || echo "/sys/fs/cgroup/orderd-bench-$1"
}

# bound NAME PID…: they, and what they have started, share what a host has.
bound() {
    local group pid
    group=$(group "$1")
    mkdir -p "$group"
    if [ -f "$group/cpu.cfs_quota_us" ]; then
        echo 10000 >"$group/cpu.cfs_period_us"
        echo $((host_percent * 100)) >"$group/cpu.cfs_quota_us"
    else
        echo +cpu >/sys/fs/cgroup/cgroup.subtree_control
        echo "$((host_percent * 100)) 10000" >"$group/cpu.max"
    fi
    for pid in "${@:2}" $(for pid in "${@:2}"; do pgrep -P "$pid"; done); do echo "$pid" >"$group/cgroup.procs"; done
}

# The same programs and files, with sockets, ports and a cache of its own.
second_host_up() {
    local other=$dir/second
    as_instance mkdir -p "$other/run"
    cp -a "$dir/nginx" "$other/nginx"
    sed -i "s#$dir/nginx#$other/nginx#g; s#$dir/run#$other/run#g; s#:$port #:$((port + 1)) #; s#:$metrics_port#:$((metrics_port + 1))#" \
        "$other"/nginx/nginx.conf "$other"/nginx/orderd/local/*.conf
    ORDERD_SOCKET_DIR=$other/run as_instance setsid -f bash -c 'echo $$ >second/run/orderd.pid; exec "$@"' bash \
        "$dir/root/usr/sbin/orderd" -c "$dir/orderd.conf" </dev/null >>"$dir/log/second.log" 2>&1
    as_instance /usr/sbin/nginx -q -e "$dir/log/second.nginx.log" -c "$other/nginx/nginx.conf"
    for _ in $(seq 50); do
        curl -fs -o /dev/null --cacert "$dir/cert.pem" "https://localhost:$((port + 1))/api/v1/health/ready" && return
        sleep 0.2
    done
    die "the second host does not come up: $dir/log/second.log"
}

hosts_down() {
    stop ../second/run/nginx.pid TERM
    stop ../second/run/orderd.pid TERM
    stop orderd.pid TERM
    stop nginx.pid TERM
    rmdir "$(group first)" "$(group second)"
}

# by_hosts COUNT PATH: what so many hosts answer in a second, all asked at once.
by_hosts() {
    local n
    for n in $(seq "$1"); do
        wrk -t 1 -c 8 -d $((warm + seconds)) --timeout 20s -s tests/bench/load.lua "https://localhost:$((port + n - 1))$2" \
            "$(signed_in)" >"$bench/host.$n" &
    done
    wait
    cat "$bench"/host.[1-"$1"] | awk '$1 == "result" { rate += $2; failed += $4 } END { if (failed) print "failed: " failed > "/dev/stderr"; print rate }'
}

side_one_catalogue() { by_hosts 1 /api/v1/products; }
side_two_catalogue() { by_hosts 2 /api/v1/products; }
side_one_orders() { by_hosts 1 "/api/v1/orders/$order"; }
side_two_orders() { by_hosts 2 "/api/v1/orders/$order"; }

measure_hosts() {
    local order
    clients=8
    start_orderd
    order=$(order_of_bench)
    trap 'hosts_down; stop hello.pid TERM' EXIT
    second_host_up
    bound first "$(cat "$dir/run/orderd.pid")" "$(cat "$dir/run/nginx.pid")"
    bound second "$(cat "$dir/second/run/orderd.pid")" "$(cat "$dir/second/run/nginx.pid")"
    printf '\nHosts of %s %% of a core each, on one database.\n' "$host_percent"
    compare one_catalogue two_catalogue one_orders two_orders
    row "catalogue, signed in, from two hosts" two_catalogue "from one" one_catalogue 1.8
    row "one order by id, from two hosts" two_orders "from one" one_orders 1.8
}
