# What it costs that many listen, and how soon they hear.
# SPDX-License-Identifier: MIT

# listeners STREAMS MODE [ARGUMENT…]: in the folder of the tests, whose Node it is.
listeners() {
    node tests/bench/listen.js "$url" "$dir/cert.pem" "$bench/tokens" "$@"
}

# desk NAME: its process.
desk() {
    grep "\"who\":\"relay $1\".*\"database connected\"" "$dir/log/relay.log" | tail -n 1 | grep -oE '"pid":[0-9]+' | cut -d : -f 2
}

# Memory of the relay in MB: of what its processes share, each has its part.
relay_memory() {
    local relay process
    relay=$(cat "$dir/run/relay.pid")
    for process in "$relay" $(pgrep -P "$relay"); do
        as_instance awk '/^Pss:/ { print $2 }' "/proc/$process/smaps_rollup"
    done | awk '{ kb += $1 } END { printf "%.1f\n", kb / 1024 }'
}

side_alone() { through_nginx "/api/v1/orders/$order" "$(signed_in)"; }

# begin_listening: sets in, out and held of 1,000 who listen; end_listening.
begin_listening() {
    coproc LISTENING { listeners 1000 hold; }
    in=${LISTENING[1]} out=${LISTENING[0]} held=$LISTENING_PID
    local opened
    read -r _ opened _ <&"$out"
    [ "$opened" = 1000 ] || die "$opened of 1000 streams opened"
}

end_listening() {
    eval "exec $in>&-"
    wait "$held" || true
}

side_with_listeners() {
    begin_listening
    relay_memory >>"$bench/relay.memory"
    through_nginx "/api/v1/orders/$order" "$(signed_in)"
    relay_memory >>"$bench/relay.memory"
    end_listening
}

# What nobody takes: deliveries for a receiver that is not there.
queue_undelivered() {
    sign_in_admin
    queue "$(hook $((${url##*:} + 7)))" 100000
}

# All are cut off at once: the slowest of the requests of one who is signed in, before and meanwhile.
cut_all() {
    local clients=1 usual back took
    begin_listening
    wrk_for 5 "/api/v1/orders/$order" "$(signed_in)"
    usual=$slowest
    echo >&"$in"
    (sleep 0.5 && kill -s KILL "$(desk streams)") &
    wrk_for 5 "/api/v1/orders/$order" "$(signed_in)"
    read -r _ back took <&"$out"
    line "slowest request while 1,000 come back" "$slowest ms" "usually" "$usual ms" \
        "$(awk -v a="$slowest" -v b="$usual" 'BEGIN { printf "%.2f", a / b }')" "at most 2; $back back in $took ms"
    end_listening
}

measure_streams() {
    local found in out held
    echo
    clients=16
    rm -f "$bench/relay.memory"
    allow_receivers
    start_postgres
    start_orderd
    relay_up
    through_nginx /api/v1/orders orders 100001 "$products" >"$bench/some_orders"
    order=$(superuser orderd -At -c "SELECT max(o.id) FROM orderd.orders o JOIN orderd.users u ON u.id = o.user_id
                                     WHERE u.email = 'bench-0@example.com'")
    queue_undelivered
    compare alone with_listeners
    row "order by id, 1,000 listen" with_listeners "nobody listens" alone 0.90
    line "memory of the relay, 1,000 listen" "$(head -n 1 "$bench/relay.memory") MB" "100,000 undelivered; later" \
        "$(tail -n 1 "$bench/relay.memory") MB" "" "at most 40 MB, and no more later"
    cut_all
    found=$(listeners 500 orders 100 | tail -n 1)
    line "from 201 to the event, 500 listen" "$(cut -d ' ' -f 2 <<<"$found") ms" "99 of 100 within" \
        "$(cut -d ' ' -f 4 <<<"$found") ms" "" "median under 150 ms"
    found=$(listeners 500 reloads 20 "$(cat "$dir/run/nginx.pid")" | tail -n 1)
    line "20 reloads of nginx, 500 listen" "" "$found" "" "" "none missed or twice"
    stop relay.pid TERM
}
