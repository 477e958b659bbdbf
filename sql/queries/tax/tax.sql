-- Tax: rates by country, region and class, and which of them an order has.

-- Where `sent` (the addresses of an order) goes, and the rates of today there and at home, a row a
-- class. Without rates nothing is looked at: there is no row to begin with.
-- fragment: tax_rates_found
going AS MATERIALIZED (
    SELECT coalesce(known.country, shop.home_country) AS country, shop.home_country AS home,
           CASE WHEN known.country IS NOT NULL THEN lower(sent.address ->> 'state') END AS region,
           (now() AT TIME ZONE shop.time_zone)::date AS day
    FROM sent
    CROSS JOIN shop
    LEFT JOIN country_words known ON known.word = country_word(sent.address ->> 'country')
    WHERE EXISTS (SELECT FROM tax_rates)
), rates AS MATERIALIZED (
    SELECT t.class, bool_or(t.country = g.country) AS taxed_there,
           (array_agg(t.rate ORDER BY t.region) FILTER (WHERE @tax_rate_there))[1] AS tax_rate,
           (array_agg(t.name ORDER BY t.region) FILTER (WHERE @tax_rate_there))[1] AS tax_name,
           max(t.rate) FILTER (WHERE t.country = g.home AND t.region IS NULL) AS home_rate
    FROM going g JOIN tax_rates t ON t.country IN (g.country, g.home) AND t.days @> g.day
    GROUP BY t.class
)

-- Nulls are last: a region's own rate comes before.
-- fragment: tax_rate_there
t.country = g.country AND (t.region IS NULL OR lower(t.region) = g.region)

-- Of line i, whose product's class has the rates t.
-- fragment: tax_columns
EXISTS (SELECT FROM going) AS by_rates, coalesce((SELECT country <> home FROM going), false) AS goes_abroad,
coalesce((SELECT bool_or(taxed_there) FROM rates), false) AS taxed_there, t.tax_rate, t.tax_name,
t.home_rate

-- A rate never changes but for its last day, hence its version.
-- fragment: tax_rate_columns
t.id, t.country, t.region, t.class AS tax_class, t.name, t.rate, t.valid_from, t.valid_to, 1 AS version, t.created_at

-- name: tax_rates_list :many
SELECT @tax_rate_columns FROM tax_rates t ORDER BY t.country, t.region NULLS FIRST, t.class, t.valid_from;

-- name: tax_rate_get :one
SELECT @tax_rate_columns FROM tax_rates t WHERE t.id = :id::bigint;

-- name: tax_rate_new :one
-- With the country that is meant, and whether the rate that is to be replaced is one of it.
SELECT nextval('tax_rates_id_seq') AS new_id,
       (SELECT country FROM country_words WHERE word = country_word(:country)) AS country_code,
       (SELECT count(*) FROM tax_rates WHERE id = :replaces::bigint) AS replaced,
       coalesce(:valid_from::date, (now() AT TIME ZONE shop.time_zone)::date) AS first_day
FROM shop;

-- name: tax_rate_replace :exec
-- It ends on the day before, or, when it would not have begun by then, never was.
WITH gone AS (
    DELETE FROM tax_rates WHERE id = :replaces::bigint AND valid_from >= :first_day::date
    RETURNING id, country, region, class, name, rate, valid_from, valid_to
), ended AS (
    UPDATE tax_rates SET valid_to = :first_day::date - 1 WHERE id = :replaces AND valid_from < :first_day::date
    RETURNING id, country, region, class, name, rate, valid_from, valid_to
), both_of_them AS (
    SELECT * FROM gone UNION ALL SELECT * FROM ended
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM both_of_them
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'tax_rate.ended', :me_id::bigint, b.id, :remote_address::inet, to_jsonb(b), :request_id
FROM checked LEFT JOIN both_of_them b ON true WHERE checked.ok;

-- name: tax_rate_create :exec
WITH created AS (
    INSERT INTO tax_rates (id, country, region, class, name, rate, valid_from, valid_to)
    VALUES (:id::bigint, :country_code, :region, coalesce(lower(:tax_class), 'standard'), :name, :rate::numeric, :first_day::date,
            :valid_to::date)
    RETURNING id, country, region, class, name, rate, valid_from, valid_to
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'tax_rate.created', :me_id::bigint, id, :remote_address::inet, to_jsonb(created), :request_id FROM created;

-- name: tax_rate_delete :exec
WITH deleted AS (
    DELETE FROM tax_rates WHERE id = :id::bigint RETURNING id, country, region, class, name, rate, valid_from, valid_to
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM deleted
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'tax_rate.deleted', :me_id::bigint, deleted.id, :remote_address::inet, to_jsonb(deleted), :request_id
FROM checked LEFT JOIN deleted ON true WHERE checked.ok;
