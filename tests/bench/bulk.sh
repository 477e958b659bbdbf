# A million orders: how lists, exports and imports bear them.
# SPDX-License-Identifier: MIT

in_orderd() { superuser orderd "$@"; }

# psql where the workers' statements are prepared, and planned as they have them planned.
as_workers() {
    {
        printf '%s;\n' BEGIN 'SET LOCAL search_path = orderd' 'SET LOCAL random_page_cost = 1.1' \
            'SET LOCAL jit = off' 'SET LOCAL plan_cache_mode = force_custom_plan'
        awk -v want=sql -f src/tools/sql2c.awk sql/queries/*/*.sql
        cat
    } | in_orderd -At
}

# load_orders COUNT [CUSTOMERS]
load_orders() {
    { echo 'BEGIN;' && cat tests/sql/support/orders.sql && echo 'COMMIT;'; } |
        in_orderd -v orders="$1" -v customers="${2:-1000}" -v with_lines=1
    # The bench has taken ids on its own.
    in_orderd -c "SELECT setval('orderd.products_id_seq', 1000000)" -c 'VACUUM ANALYZE' >>"$bench/set_up.log"
}

# Every list of orders with every filter: how many there are, and how many read the whole table.
explain_lists() {
    { cat tests/sql/support/plans.sql &&
        echo "SELECT count(*) || ' ' || count(*) FILTER (WHERE plan ~ 'Seq Scan on orders') FROM plans;"; } | as_workers
}

# What the first page of the million takes, and one after 900,000 orders, in milliseconds: medians of
# 100. With plans of the workers' kind, also in the functions that the statement calls.
page_times() {
    as_workers <<'TEXT'
SET LOCAL plan_cache_mode = auto;
CREATE FUNCTION pg_temp.median(given jsonb) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
    call text;
    began timestamptz;
    times numeric[];
BEGIN
    SELECT format('EXECUTE orders_by_created_desc(%s)', string_agg(quote_nullable(given ->> p.name), ', ' ORDER BY p.position))
    INTO STRICT call FROM statement s, unnest(s.parameters) WITH ORDINALITY AS p (name, position)
    WHERE s.name = 'orders_by_created_desc';
    FOR i IN 1..100 LOOP
        began := clock_timestamp();
        EXECUTE call;
        times := times || extract(epoch FROM clock_timestamp() - began) * 1000;
    END LOOP;
    RETURN (SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY t)::numeric, 3) FROM unnest(times) t);
END $$;
SELECT string_agg(pg_temp.median(page || jsonb_build_object('after_key', created_at, 'after_id', id))::text, ' ' ORDER BY id DESC)
FROM orders, jsonb_build_object('me_id', 1, 'me_role', 'manager', 'page_rows', 21, 'page_offset', 0) AS page
WHERE id IN (901000000, 900100000);
TEXT
}

# The most memory that any worker of pool slow has ever used, in MB.
peak() {
    local worker
    for worker in $(pgrep -P "$(cat "$dir/run/orderd.pid")" -f -- '--worker slow'); do
        awk '/^VmHWM/ { print $2 / 1024 }' "/proc/$worker/status"
    done | sort -n | tail -n 1 | xargs printf '%.1f\n'
}

# as_manager METHOD PATH [CURL-ARGUMENT…]: prints status, bytes and seconds.
as_manager() {
    curl -sS --cacert "$dir/cert.pem" -X "$1" -H "Authorization: Bearer $manager" -o "$bench/reply" \
        -w '%{http_code} %{size_download} %{time_total}\n' "${@:3}" "$url/api/v1$2"
}

measure_bulk() {
    local all bad first deep status bytes seconds small manager
    load_orders 1000000
    start_orderd
    in_orderd -c "UPDATE orderd.users SET role = 'manager' WHERE email = 'bench-0@example.com'"
    manager=$(sign_in 0)

    printf '\nA million orders.\n'
    read -r all bad < <(explain_lists)
    line "lists of orders by every filter" "$all" "of them read all orders" "$bad" "" none
    read -r first deep < <(page_times)
    line "page after 900,000 orders" "$deep ms" "first page" "$first ms" \
        "$(awk -v a="$deep" -v b="$first" 'BEGIN { printf "%.2f", a / b }')" "about 1"

    as_manager GET '/reports/export/orders?from=2025-12-31T00:00:00Z' >/dev/null
    small=$(peak)
    read -r status bytes seconds < <(as_manager GET /reports/export/orders)
    [ "$status" = 200 ] && [ "$(wc -l <"$bench/reply")" -gt 1000000 ] || die "the export failed: $status"
    line "peak memory, export of 1,000,000 orders" "$(peak) MB" "of 1,000" "$small MB" "" \
        "$((bytes / 1000000)) MB in $seconds s"

    awk 'BEGIN { print "sku,name,description,price,stock,category"; for (i = 1; i <= 100000; i++)
        printf "IMPORT-%d,Product %d,\"Something, of which there is much\",%d.%02d,%d,Category %d\n",
               i, i, i % 500, i % 100, i % 1000, i % 50 }' >"$bench/products.csv"
    small=$(peak)
    for _ in new again; do
        read -r status bytes seconds < <(as_manager POST /products/import -H 'Content-Type: text/csv' \
            --data-binary @"$bench/products.csv")
        [ "$status" = 200 ] || die "the import failed: $(head -c 500 "$bench/reply")"
        line "peak memory, import of 100,000 products" "$(peak) MB" "before" "$small MB" "" \
            "$(($(wc -c <"$bench/products.csv") / 1000000)) MB in $seconds s: $(grep -oE '"(created|updated)":[0-9]+' \
                "$bench/reply" | tr -d '"' | paste -sd' ')"
    done
}
