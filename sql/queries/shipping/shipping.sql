-- Shipping rates: what shipping costs by weight.

-- The rate of a weight, joined as r; by_weight: whether rates count at all.
-- fragment: shipping_rate_found
EXISTS (SELECT FROM shipping_rates) AS by_weight, r.id AS rate_id, r.name AS rate_name, r.price AS rate_price

-- A rate never changes, hence its version.
-- fragment: shipping_rate_columns
r.id, r.name, r.min_weight_kg, r.max_weight_kg, r.price, (SELECT currency FROM shop) AS currency, 1 AS version,
r.created_at

-- name: shipping_rates_list :many
SELECT @shipping_rate_columns FROM shipping_rates r ORDER BY r.min_weight_kg;

-- name: shipping_rate_get :one
SELECT @shipping_rate_columns FROM shipping_rates r WHERE r.id = :id::bigint;

-- name: shipping_rate_new :one
SELECT nextval('shipping_rates_id_seq') AS new_id;

-- name: shipping_rate_create :exec
WITH created AS (
    INSERT INTO shipping_rates (id, name, min_weight_kg, max_weight_kg, price)
    VALUES (:id::bigint, :name, :min_weight_kg::numeric, :max_weight_kg::numeric, :price::numeric)
    RETURNING id, name, min_weight_kg, max_weight_kg, price
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'shipping_rate.created', :me_id::bigint, id, :remote_address::inet, to_jsonb(created), :request_id FROM created;

-- name: shipping_rate_delete :exec
WITH deleted AS (
    DELETE FROM shipping_rates WHERE id = :id::bigint RETURNING id, name, min_weight_kg, max_weight_kg, price
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM deleted
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'shipping_rate.deleted', :me_id::bigint, deleted.id, :remote_address::inet, to_jsonb(deleted), :request_id
FROM checked LEFT JOIN deleted ON true WHERE checked.ok;

-- name: shipping_facts :one
-- The settings that price a shipment, and the rate of :weight_kg; order_items has that of items.
SELECT @pricing_shop, shop.prices_include_tax AS tax_included, false AS taxes_shipping, false AS is_sold, false AS had_own_money,
       NULL AS tax_exemption, NULL AS discount_terms, NULL AS discount_kind, NULL AS discount_value, NULL AS discount_minimum, NULL AS discount_reason,
       false AS discount_by_code, NULL AS discount_categories, NULL AS discount_products, NULL AS takes_code, false AS code_is_new,
       false AS code_is_used_up, NULL AS code_guesses, :weight_kg::numeric AS weight_kg,
       @shipping_rate_found
FROM shop LEFT JOIN shipping_rates r ON r.weights @> :weight_kg::numeric;
