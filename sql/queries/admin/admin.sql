-- Administration: settings, figures, the audit log.

-- fragment: settings_version
(1000000 * extract(epoch FROM max(updated_at)))::bigint

-- name: shop_get :one
-- Money that was set past the API may lack its cents.
SELECT access_token_seconds, confirm_email, currency, language, round(free_shipping_from, 2) AS free_shipping_from, outbox_seconds,
       refresh_token_seconds, registration_open, second_factor, session_seconds, round(shipping_cost, 2) AS shipping_cost,
       tax_rate, time_zone, unpaid_order_seconds, home_country, prices_include_tax, shipping_tax, tax_elsewhere,
       (SELECT @settings_version FROM settings) AS _version
FROM shop;

-- name: settings_standards :many
SELECT key, kind, standard FROM settings ORDER BY key;

-- name: shop_update :exec
-- The currencies that are refused are those of ISO 4217 that have not two decimals: all that is
-- money here counts hundredths, and so do those who are asked for it. A number is stored in the form
-- that its kind has, whatever zeros it was sent with.
WITH sent (key, value) AS (
    SELECT key, value
    FROM (VALUES ('access_token_seconds',  :access_token_seconds::text,  :has_access_token_seconds::boolean),
                 ('confirm_email',         :confirm_email::text,         :has_confirm_email::boolean),
                 ('home_country',          upper(:home_country),         :has_home_country::boolean),
                 ('prices_include_tax',    :prices_include_tax::text,    :has_prices_include_tax::boolean),
                 ('shipping_tax',          :shipping_tax::text,          :has_shipping_tax::boolean),
                 ('tax_elsewhere',         :tax_elsewhere::text,         :has_tax_elsewhere::boolean),
                 ('language',              lower(:language),             :has_language::boolean),
                 ('currency',              upper(:currency),             :has_currency::boolean),
                 ('free_shipping_from',    :free_shipping_from::text,    :has_free_shipping_from::boolean),
                 ('outbox_seconds',        :outbox_seconds::text,        :has_outbox_seconds::boolean),
                 ('refresh_token_seconds', :refresh_token_seconds::text, :has_refresh_token_seconds::boolean),
                 ('registration_open',     :registration_open::text,     :has_registration_open::boolean),
                 ('second_factor',         :second_factor::text,         :has_second_factor::boolean),
                 ('session_seconds',       :session_seconds::text,       :has_session_seconds::boolean),
                 ('shipping_cost',         :shipping_cost::text,         :has_shipping_cost::boolean),
                 ('tax_rate',              :tax_rate::text,              :has_tax_rate::boolean),
                 ('time_zone',             :time_zone::text,             :has_time_zone::boolean),
                 ('unpaid_order_seconds',  :unpaid_order_seconds::text,  :has_unpaid_order_seconds::boolean))
         AS all_of_them (key, value, was_sent)
    WHERE was_sent
), locked AS MATERIALIZED (
    SELECT updated_at FROM settings ORDER BY key FOR NO KEY UPDATE
), checked AS MATERIALIZED (
    SELECT refuse_unless(@settings_version = :version::bigint, 'again')
           AND refuse_unless(:time_zone IS NULL OR EXISTS (SELECT FROM pg_timezone_names WHERE name = :time_zone),
                             'unknown_time_zone')
           AND refuse_unless(:home_country IS NULL OR EXISTS (SELECT FROM countries WHERE code = upper(:home_country)),
                             'unknown_country')
           AND refuse_unless(:currency IS NULL OR EXISTS (SELECT FROM currencies WHERE code = upper(:currency)),
                             'unfit_currency') AS ok
    FROM locked
), updated AS (
    UPDATE settings s SET updated_at = now(),
        value = CASE kind WHEN 'money' THEN round(sent.value::numeric, 2)::text
                          WHEN 'rate'  THEN trim_scale(sent.value::numeric)::text
                          ELSE sent.value END
    FROM sent, checked WHERE s.key = sent.key AND checked.ok
    RETURNING s.key, s.value
)
INSERT INTO audit_log (event, actor_id, address, details, request_id)
SELECT 'settings.changed', :me_id::bigint, :remote_address::inet, coalesce(jsonb_object_agg(key, value), '{}'), :request_id
FROM updated;

-- ---- what happened, told or not ----

-- fragment: outbox_matching
(:event::text IS NULL OR o.event = :event)
AND (:order_id::bigint IS NULL OR o.order_id = :order_id)
AND (:undelivered::boolean IS NULL OR (o.number IS NULL) = :undelivered)
AND (:dead::boolean IS NOT TRUE
     OR o.number = ANY (ARRAY(SELECT number FROM webhook_deliveries WHERE state = 'dead'
                              UNION SELECT number FROM mails WHERE state = 'dead')))

-- name: outbox_entries_count :one
SELECT count(*) AS total FROM (SELECT FROM outbox o WHERE @outbox_matching LIMIT 10001) counted;

-- name: outbox_entries :many
SELECT o.id, o.number, o.event, o.subject_id, o.order_id, o.payload, o.request_id, o.created_at, o.numbered_at
FROM outbox o
WHERE @outbox_matching AND (:after_key::bigint IS NULL OR o.id < :after_id::bigint)
ORDER BY o.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: admin_stats :one
-- Of all times, a row a currency.
WITH period AS MATERIALIZED (SELECT currency, time_zone, timestamptz '-infinity' AS since, timestamptz 'infinity' AS until FROM shop),
@sales_of_period,
sales AS (
    SELECT currency, @report_sums
    FROM (SELECT currency, orders, gross, discount, tax, tax_in_prices, shipping_cost, refunded FROM parts WHERE @part_counts
          UNION ALL
          SELECT currency, 0, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00 FROM period) entries
    GROUP BY currency
)
SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM customers) AS customers,
       (SELECT count(*) FROM products WHERE is_active) AS products,
       (SELECT count(*) FROM products WHERE is_active AND on_hand - reserved <= low_stock_threshold) AS low_stock_products,
       (SELECT coalesce(sum(orders), 0)::bigint FROM parts) AS orders,
       (SELECT coalesce(json_object_agg(status, n), '{}') FROM (
            SELECT status, sum(orders) AS n FROM parts WHERE status IS NOT NULL GROUP BY status ORDER BY status) by_status) AS orders_by_status,
       (SELECT json_agg(row_to_json(s) ORDER BY s.currency <> p.currency, s.currency) FROM sales s) AS sales
FROM period p;

-- fragment: audit_matching
(:event::text IS NULL OR a.event = :event)
AND (:user_id::bigint IS NULL OR a.actor_id = :user_id OR a.subject_id = :user_id)
AND (:from::text IS NULL OR a.created_at >= (SELECT @from_moment FROM shop))
AND (:to::text IS NULL OR a.created_at < (SELECT @to_moment FROM shop))

-- name: audit_count :one
SELECT count(*) AS total FROM (SELECT FROM audit_log a WHERE @audit_matching LIMIT 10001) counted;

-- name: audit_list :many
SELECT a.id, a.event, a.actor_id, a.subject_id, host(a.address) AS address, a.details, a.request_id, a.created_at
FROM audit_log a
WHERE @audit_matching AND (:after_key::bigint IS NULL OR a.id < :after_id::bigint)
ORDER BY a.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;
