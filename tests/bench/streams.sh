# What it costs that many listen, and how soon they hear.
# SPDX-License-Identifier: MIT

# listeners STREAMS MODE [ARGUMENT…]: in the folder of the tests, whose Node it is.
listeners() {
    node tests/bench/listen.js "$url" "$dir/cert.pem" "$bench/tokens" "$@"
}

# Memory of its own that the desk of streams holds, in MB.
desk_memory() {
    local desk
    desk=$(grep '"who":"relay streams".*"database connected"' "$dir/log/relay.log" | tail -n 1 |
        grep -oE '"pid":[0-9]+' | cut -d : -f 2)
    as_instance awk '/^Private/ { kb += $2 } END { printf "%.1f\n", kb / 1024 }' "/proc/$desk/smaps_rollup"
}

side_alone() { through_nginx "/api/v1/orders/$order" "$(signed_in)"; }

side_with_listeners() {
    coproc LISTENING { listeners 1000 hold; }
    local in=${LISTENING[1]} held=$LISTENING_PID
    read -r _ opened _ <&"${LISTENING[0]}"
    [ "$opened" = 1000 ] || die "$opened of 1000 streams opened"
    desk_memory >"$bench/desk.memory"
    through_nginx "/api/v1/orders/$order" "$(signed_in)"
    eval "exec $in>&-"
    wait "$held" || true
}

measure_streams() {
    local found
    echo
    clients=16
    start_postgres
    start_orderd
    relay_up
    through_nginx /api/v1/orders orders 100001 "$products" >"$bench/some_orders"
    order=$(superuser orderd -At -c "SELECT max(o.id) FROM orderd.orders o JOIN orderd.users u ON u.id = o.user_id
                                     WHERE u.email = 'bench-0@example.com'")
    compare alone with_listeners
    row "order by id, 1,000 listen" with_listeners "nobody listens" alone 0.90
    line "memory of the desk of streams" "$(cat "$bench/desk.memory") MB" "1,000 listen" "" "" "at most 40 MB"
    found=$(listeners 500 orders 100 | tail -n 1)
    line "from 201 to the event, 500 listen" "$(cut -d ' ' -f 2 <<<"$found") ms" "99 of 100 within" \
        "$(cut -d ' ' -f 4 <<<"$found") ms" "" "median under 150 ms"
    found=$(listeners 500 reloads 20 "$(cat "$dir/run/nginx.pid")" | tail -n 1)
    line "20 reloads of nginx, 500 listen" "" "$found" "" "" "none missed or twice"
    stop relay.pid TERM
}
