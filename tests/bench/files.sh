# What comes in by files, a second, into an empty shop and a full one; and what a search of the full one
# takes.
# SPDX-License-Identifier: MIT

# What the postmaster's ended children have used, in seconds: with no others about, an import's own server
# process. A machine that does something else besides says less of it than of the time.
server_cpu() { awk '{ print ($16 + $17) / 100 }' "/proc/$(head -n 1 "$dir/pg/postmaster.pid")/stat"; }

# lines_of KIND COUNT MARK: a file of them; orders of one to three lines, delivered and paid.
lines_of() {
    awk -v kind="$1" -v count="$2" -v mark="$3" '
        function address(n) { return n " Main Street,Town " n % 300 "," n % 99999 ",US" }
        BEGIN {
            places = "address_street,address_city,address_postal_code,address_country"
            head["categories"] = "name,description"
            head["products"] = "sku,name,description,price,stock,category"
            head["customers"] = "first_name,last_name,email,phone," places
            gsub(/address/, "shipping_address", places)
            head["orders"] = "reference,customer_email,sku,quantity,unit_price,tax,shipping_cost,status,payment_status,created_at," places
            print head[kind]
            for (n = 1; n <= count; n++) {
                if (kind == "categories") printf "Category %s %d,Much of it\n", mark, n
                if (kind == "products")
                    printf "%s-%d,Product %d,\"Something, of which there is much\",%d.%02d,1000000,Category %d\n", mark, n, n, n % 500, n % 100, n % 50
                if (kind == "customers") printf "First%d,Last%d,%s%d@example.com,+1 555 %06d,%s\n", n % 500, n, mark, n, n, address(n)
                for (line = 0; kind == "orders" && line <= n % 3; line++)
                    printf "%s-%d,%s%d@example.com,%s-%d,%d,%d.%02d,1.50,5.00,delivered,paid,20%02d-%02d-%02dT10:00:00Z,%s\n",
                           mark, n, mark, 1 + n % 1000, mark, 1 + (n * 7 + line * 13) % 1000, 1 + line, 5 + n % 90, n % 100,
                           22 + n % 4, 1 + n % 12, 1 + n % 28, address(n)
            }
        }' >"$bench/$1.csv"
}

# The most memory that the command of this name has taken while it ran, in MB.
memory_of() {
    local most=0 now
    while kill -0 "$1" 2>/dev/null; do
        now=$(cat /proc/[0-9]*/status 2>/dev/null | awk '/^Name:/ { mine = $2 == "orderctl" } mine && /^VmHWM/ { if ($2 > m) m = $2 } END { print m + 0 }')
        [ "$now" -le "$most" ] || most=$now
        sleep 0.2
    done
    awk -v kb="$most" 'BEGIN { printf "%.1f\n", kb / 1024 }'
}

# import_kind KIND COUNT MARK: sets rates[KIND.COUNT], lines a second of server time.
declare -A rates
import_kind() {
    local began cpu memory lines user=()
    lines_of "$@"
    [ "$1" != orders ] || user=(--user manager@example.com)
    cpu=$(server_cpu)
    began=$(date +%s.%N)
    "$dir/orderctl" import "$1" "${user[@]}" "$bench/$1.csv" >"$bench/imported" 2>&1 &
    memory=$(memory_of $!)
    wait $! || die "the import failed: $(head -c 500 "$bench/imported")"
    sleep 0.2 # until it is reaped
    lines=$(($(wc -l <"$bench/$1.csv") - 1))
    read -r rates["$1.$2"] cpu took < <(awk -v a="$cpu" -v b="$(server_cpu)" -v began="$began" -v now="$(date +%s.%N)" -v lines="$lines" \
        'BEGIN { cpu = b - a; printf "%.0f %.1f %.1f\n", lines / cpu, cpu, now - began - 0.2 }')
    line "lines a second of server time, $2 $1" "${rates["$1.$2"]}" "$4" "" "" "$lines lines: $cpu s of server, $took s in all, $memory MB"
}

import_all() {
    local kind
    for kind in categories products customers orders; do
        import_kind $kind 10000 "$1S" "$2"
        [ "$kind" = categories ] || import_kind $kind 100000 "$1" "$2"
    done
}

fill_shop() {
    load_orders 1000000
    in_orderd -c "INSERT INTO orderd.products (sku, name, description, price, on_hand)
        SELECT 'FULL-' || n, (ARRAY['Red', 'Blue', 'Large', 'Crème', 'Steel'])[1 + n % 5] || ' ' ||
               (ARRAY['lamp', 'chair', 'brûlée', 'garden spade', 'table'])[1 + n / 5 % 5] || ' ' || n, 'One of many', 9.99, 100
        FROM generate_series(1, 200000) n" \
        -c "INSERT INTO orderd.customers (first_name, last_name, email, phone)
        SELECT (ARRAY['Ada', 'José', 'Zoë', 'Bob', 'Eve'])[1 + n % 5], 'Person' || n, 'person' || n || '@example.com', '+1 555 ' || n
        FROM generate_series(1, 200000) n" -c 'VACUUM ANALYZE'
}

# search_times TEXT PATH-WITH-A-RANGE [CURL-ARGUMENT…]: the middle and the slowest of so many searches.
search_times() {
    curl -sS --cacert "$dir/cert.pem" "${@:3}" -o "$bench/reply" -w '%{http_code} %{time_total}\n' "$url/api/v1/$2" >"$bench/searches"
    ! grep -qv '^200 ' "$bench/searches" || die "$2: $(sort "$bench/searches" | head -n 1) $(head -c 300 "$bench/reply")"
    read -r middle most < <(awk '{ print $2 * 1000 }' "$bench/searches" | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)], t[NR] }')
    line "search: $1" "$middle ms" "the slowest of $(wc -l <"$bench/searches")" "$most ms" "" "under 10, under 50"
}

search_all() {
    local as=(-H "Authorization: Bearer $manager")
    search_times "products, two letters, by anybody" 'products?search=[a-e][a-e]'
    search_times "products by word" 'products?search=spade%20[100-199]'
    search_times "products by SKU" 'products?search=FULL-[1000-1099]'
    search_times "customers by name" 'customers?search=Person[1000-1099]' "${as[@]}"
    search_times "customers by e-mail" 'customers?search=person[2000-2099]@example' "${as[@]}"
    search_times "customers, two letters" 'customers?search=[a-e][a-e]' "${as[@]}"
    search_times "orders by number" 'orders?search=ORD-2024[10-12]' "${as[@]}"
    search_times "orders by the number's end" 'orders?search=[1000-1099]' "${as[@]}"
    search_times "orders by customer" 'orders?search=Customer[100-199]' "${as[@]}"
    search_times "orders by reference" 'orders?search=empty-[1000-1099]' "${as[@]}"
    search_times "orders by SKU" 'orders?search=empty-[1-100]' "${as[@]}"
    search_times "orders by country" 'orders?country=[A-E][A-E]' "${as[@]}"
}

measure_files() {
    local manager
    stop orderd.pid TERM
    printf '\nFiles. Targets: 100,000 orders in 60 s, as many customers in 30 s; of each kind, lines a second within 1.5.\n'
    import_all empty "into an empty shop"
    fill_shop
    import_all full "beside 1,000,000 orders"
    start_orderd
    in_orderd -c "UPDATE orderd.users SET role = 'manager' WHERE email = 'bench-0@example.com'"
    manager=$(sign_in 0)
    search_all
}
