-- Sums of past days and months. Reports take them where they stand, and read rows where none do, in one
-- snapshot; so they are right whoever makes sums, whenever, or nobody.

-- fragment: sums_wait
interval '12 hours'

-- The whole spans in the period whose sums are right.
-- fragment: sums_clean
SELECT s.id, s.span FROM summed s CROSS JOIN period WHERE s.span <@ tstzrange(since, greatest(since, until)) AND @sum_stands

-- It is the same in today's time zone, is over by today's clock, and nothing has changed in it.
-- fragment: sum_stands
s.buyers AND s.span = @span_in_zone AND upper(s.span) <= now() - @sums_wait
AND NOT EXISTS (SELECT FROM sum_marks WHERE at >= lower(s.span) AND at < upper(s.span))

-- fragment: span_in_zone
tstzrange(s.starts::timestamp AT TIME ZONE time_zone, (s.starts + ('1 ' || s.grain)::interval) AT TIME ZONE time_zone)

-- The rest of the period.
-- fragment: spans_left
SELECT lower(rest) AS since, upper(rest) AS until
FROM period, unnest(tstzmultirange(tstzrange(since, greatest(since, until))) - (SELECT coalesce(range_agg(span), '{}') FROM clean)) AS rest

-- name: sums_lock :exec
-- One at a time, in a statement of its own: what another has made is seen by the next ones' snapshots,
-- else a mark could be gone whose change is not in the sums.
SELECT @lock_sums;

-- name: sums_forget :exec
-- What no longer stands, and the marks that say so: those that this snapshot does not see yet stay.
WITH gone AS (
    DELETE FROM summed s USING shop WHERE NOT (@sum_stands)
)
DELETE FROM sum_marks;

-- name: sums_make :one
-- The newest day with entries that has no sums, else the newest month of such days.
WITH ever AS MATERIALIZED (
    SELECT time_zone, timestamptz '-infinity' AS since,
           date_trunc('day', (now() - @sums_wait) AT TIME ZONE time_zone) AT TIME ZONE time_zone AS until
    FROM shop
), known AS MATERIALIZED (
    SELECT grain, span FROM summed
), missing AS (
    SELECT lower(rest) AS since, upper(rest) AS until
    FROM ever, unnest(tstzmultirange(tstzrange(since, until)) - (SELECT coalesce(range_agg(span), '{}') FROM known WHERE grain = 'day')) AS rest
), latest AS MATERIALIZED (
    SELECT greatest(
        (SELECT max(created_at) FROM orders WHERE created_at >= since AND created_at < until),
        (SELECT max(received_at) FROM returns WHERE received_at >= since AND received_at < until),
        (SELECT max(created_at) FROM refunds WHERE NOT price_fell AND created_at >= since AND created_at < until)) AS at
    FROM missing ORDER BY 1 DESC NULLS LAST LIMIT 1
), candidate AS (
    -- Where midnight comes twice, the first hour of a day in words is of the span before it.
    SELECT 'day' AS grain, (at AT TIME ZONE time_zone)::date - back AS starts FROM latest, ever, generate_series(0, 1) AS back
    WHERE at IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'month', date_trunc('month', lower(span) AT TIME ZONE time_zone)::date FROM known, ever
    WHERE grain = 'day' AND (SELECT at FROM latest) IS NULL
), made AS (
    INSERT INTO summed (grain, starts, span, buyers)
    SELECT s.grain, s.starts, @span_in_zone, true FROM candidate s, ever
    WHERE upper(@span_in_zone) <= now() - @sums_wait
      AND CASE grain WHEN 'day' THEN @span_in_zone @> (SELECT at FROM latest)
                     ELSE NOT EXISTS (SELECT FROM summed WHERE grain = 'month' AND starts = s.starts) END
    ORDER BY starts DESC LIMIT 1
    ON CONFLICT DO NOTHING
    RETURNING id, grain, span
), period AS MATERIALIZED (
    SELECT time_zone, lower(span) AS since, upper(span) AS until FROM made, shop
),
clean AS MATERIALIZED (@sums_clean AND grain = 'day'),
spans AS MATERIALIZED (@spans_left),
sales AS (
    INSERT INTO sale_sums (summed_id, day, status, currency, department_id, code, orders, gross, discount, tax, tax_in_prices,
                           shipping_cost, refunded)
    SELECT made.id, part.* FROM made, (@sale_parts) part WHERE made.grain = 'day'
), products AS (
    INSERT INTO product_sums (summed_id, product_id, currency, orders, quantity, returned_quantity, gross, discount, tax, tax_in_prices,
                              refunded)
    SELECT made.id, total.* FROM made, (@product_totals) total
), buyers AS (
    INSERT INTO buyer_sums (summed_id, customer_id, country, currency, orders, gross, discount, tax, tax_in_prices, shipping_cost,
                            refunded)
    SELECT made.id, total.* FROM made, (@buyer_totals) total
)
SELECT count(*) AS made FROM made;
