# Orders while an import changes all that is being ordered.
# SPDX-License-Identifier: MIT

imported=100000 # products, half of them with another text, all with another price and stock

products_file() {
    awk -v n=$imported -v round="$1" 'BEGIN { print "sku,name,description,price,stock"; for (i = 1; i <= n; i++)
        printf "ORDERED-%d,Product %d,\"Something, of which there is much: %d\",%d.%02d,%d\n",
               i, i, i % 2 ? round : 0, i % 500, round % 100, 1000000 + round }' >"$bench/ordered.csv"
}

import_file() {
    local status bytes took
    read -r status bytes took < <(as_manager POST /products/import -H 'Content-Type: text/csv' \
        --data-binary @"$bench/ordered.csv")
    [ "$status" = 200 ] || die "the import failed: $(head -c 500 "$bench/reply")"
    echo "$took" >>"$bench/import.seconds"
}

side_ordered() { through_nginx /api/v1/orders orders "$first_ordered" $imported; }

# From the file's first byte to the answer.
side_ordered_during() {
    local began all=0
    round=$((RANDOM + 1))
    products_file $round
    wrk_for "$warm" /api/v1/orders orders "$first_ordered" $imported
    began=$(date +%s.%N)
    import_file &
    while kill -0 $! 2>/dev/null; do
        wrk_for 1 /api/v1/orders orders "$first_ordered" $imported
        all=$((all + requests))
    done
    wait $!
    awk -v all=$all -v began="$began" -v now="$(date +%s.%N)" 'BEGIN { printf "%.1f\n", all / (now - began) }'
}

measure_import() {
    local manager first_ordered
    clients=16
    in_orderd -c "UPDATE orderd.users SET role = 'manager' WHERE email = 'bench-0@example.com'"
    manager=$(sign_in 0)
    rm -f "$bench/import.seconds"
    # The bench has taken ids on its own.
    in_orderd -At -c "SELECT setval('orderd.products_id_seq', greatest(1000000, (SELECT max(id) FROM orderd.products)))" >>"$bench/set_up.log"
    products_file 0
    import_file
    first_ordered=$(in_orderd -At -c "SELECT min(id) FROM orderd.products WHERE sku LIKE 'ORDERED-%'")
    start_orderd
    echo
    compare ordered_during ordered
    row "orders during an import of those 100,000" ordered_during "without" ordered 0.5
    line "its seconds, first and later ones" "$(paste -sd' ' "$bench/import.seconds")" "" "" "" ""
}
