-- Products and their stock.

-- fragment: product_columns
p.id, p.sku, p.name, p.description, p.price, (SELECT currency FROM shop) AS currency, c.name AS category, p.on_hand,
p.reserved, p.on_hand - p.reserved AS available, p.low_stock_threshold,
p.on_hand - p.reserved <= p.low_stock_threshold AS is_low_stock, p.weight_kg, p.tax_class, p.is_active, p.version, p.created_at,
p.updated_at

-- Buyers see what is for sale; staff and above see all.
-- fragment: product_visible
(p.is_active OR coalesce(:me_role::role >= 'staff', false))

-- The join is left out of the plan when nothing is searched for.
-- fragment: products_searched
products p LEFT JOIN product_texts t ON t.product_id = p.id

-- fragment: products_matching
@product_visible
AND (:search::text IS NULL OR @search_fits)
AND (:category::text IS NULL OR p.category_id = @category_named)
AND (:min_price::numeric IS NULL OR p.price >= :min_price)
AND (:max_price::numeric IS NULL OR p.price <= :max_price)
AND (:in_stock::boolean IS NULL OR (p.on_hand > p.reserved) = :in_stock)
AND (:low_stock::boolean IS NULL OR (p.on_hand - p.reserved <= p.low_stock_threshold) = :low_stock)
AND (:is_active::boolean IS NULL OR p.is_active = :is_active)

-- fragment: products_page
SELECT @product_columns FROM @products_searched LEFT JOIN categories c ON c.id = p.category_id WHERE @products_matching

-- name: products_count :one
SELECT count(*) AS total FROM (SELECT FROM @products_searched WHERE @products_matching LIMIT 10001) counted;

-- name: products_by_name :many
@products_page AND (:after_key::text IS NULL OR (p.name, p.id) > (:after_key, :after_id::bigint))
ORDER BY p.name, p.id LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: products_by_name_desc :many
@products_page AND (:after_key::text IS NULL OR (p.name, p.id) < (:after_key, :after_id::bigint))
ORDER BY p.name DESC, p.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: products_by_price :many
@products_page AND (:after_key::numeric IS NULL OR (p.price, p.id) > (:after_key, :after_id::bigint))
ORDER BY p.price, p.id LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: products_by_price_desc :many
@products_page AND (:after_key::numeric IS NULL OR (p.price, p.id) < (:after_key, :after_id::bigint))
ORDER BY p.price DESC, p.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: products_by_created :many
@products_page AND (:after_key::timestamptz IS NULL OR (p.created_at, p.id) > (:after_key, :after_id::bigint))
ORDER BY p.created_at, p.id LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: products_by_created_desc :many
@products_page AND (:after_key::timestamptz IS NULL OR (p.created_at, p.id) < (:after_key, :after_id::bigint))
ORDER BY p.created_at DESC, p.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- fragment: product_low
p.is_active AND p.on_hand - p.reserved <= p.low_stock_threshold

-- fragment: products_low
p.is_active AND p.on_hand - p.reserved <= coalesce(:threshold::integer, p.low_stock_threshold)

-- name: products_low_count :one
SELECT count(*) AS total FROM (SELECT FROM products p WHERE @products_low LIMIT 10001) counted;

-- name: products_low_by_available :many
-- No index may know of the stock (it would cost every reservation), so this reads all products.
SELECT @product_columns FROM products p LEFT JOIN categories c ON c.id = p.category_id
WHERE @products_low
  AND (:after_key::integer IS NULL OR (p.on_hand - p.reserved, p.id) > (:after_key, :after_id::bigint))
ORDER BY p.on_hand - p.reserved, p.id LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: product_get :one
SELECT @product_columns FROM products p LEFT JOIN categories c ON c.id = p.category_id
WHERE p.id = :id::bigint AND @product_visible;

-- name: product_get_by_sku :one
SELECT @product_columns FROM product_of_sku(:sku) AS found JOIN products p ON p.id = found.id LEFT JOIN categories c ON c.id = p.category_id
WHERE @product_visible;

-- name: product_new :one
SELECT nextval('products_id_seq') AS new_id;

-- What an event says of products: which. Who wants to know more asks for them.
-- fragment: event_of_product
jsonb_build_object('products', jsonb_build_array(jsonb_build_object('product_id', id)))

-- Of several, a page of which there may be many.
-- fragment: event_of_products
jsonb_build_object('products', jsonb_agg(jsonb_build_object('product_id', id) ORDER BY id))

-- fragment: event_of_products_page
(row_number() OVER (ORDER BY id) - 1) / 500 AS page

-- name: product_create :exec
WITH created AS (
    INSERT INTO products (id, sku, name, description, price, category_id, on_hand, low_stock_threshold, weight_kg, tax_class,
                          is_active)
    VALUES (:id::bigint, :sku, :name, coalesce(:description, ''), :price::numeric,
            @category_named, coalesce(:stock::integer, 0),
            coalesce(:low_stock_threshold::integer, 10), :weight_kg::numeric, coalesce(lower(:tax_class), 'standard'),
            coalesce(:is_active::boolean, true))
    RETURNING id, sku, on_hand
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, actor_id, request_id)
    SELECT id, 'initial', on_hand, :me_id::bigint, :request_id FROM created WHERE on_hand > 0
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'product.changed', id, @event_of_product, :request_id, :trace FROM created
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'product.created', :me_id::bigint, id, :remote_address::inet, jsonb_build_object('sku', sku), :request_id FROM created;

-- name: stock_lock :exec flush
-- First of every transaction that locks products. The advisory locks are a fair queue before the
-- row lock, taken in the order of their keys; the commit does not wait for the disk while it holds them,
-- and the flush that follows it does. Bulk work and large orders do without.
SELECT set_config('synchronous_commit', 'off', true), @lock_product
FROM (SELECT @product_key AS key FROM unnest(:product_ids::bigint[]) AS id ORDER BY key) AS products
WHERE NOT coalesce(:row_locks_alone::boolean, false) AND cardinality(:product_ids) <= @locks_most;

-- name: product_update :exec
-- The fields that were sent. Going out of sale waits for open orders.
WITH before AS MATERIALIZED (
    SELECT id, on_hand, reserved, is_active FROM products
    WHERE id = :id::bigint AND version = coalesce(:version::integer, version) FOR NO KEY UPDATE
), updated AS (
    UPDATE products p SET
        sku                 = coalesce(:sku, p.sku),
        name                = coalesce(:name, p.name),
        description         = coalesce(:description, p.description),
        price               = coalesce(:price::numeric, p.price),
        category_id         = CASE WHEN :has_category::boolean
                                   THEN @category_named
                                   ELSE p.category_id END,
        on_hand             = coalesce(:stock::integer, p.on_hand),
        low_stock_threshold = coalesce(:low_stock_threshold::integer, p.low_stock_threshold),
        weight_kg           = CASE WHEN :has_weight_kg::boolean THEN :weight_kg::numeric ELSE p.weight_kg END,
        tax_class           = coalesce(lower(:tax_class), p.tax_class),
        is_active           = coalesce(:is_active::boolean, p.is_active),
        version             = p.version + 1,
        updated_at          = now()
    FROM before b
    WHERE p.id = b.id
      AND refuse_unless(coalesce(:is_active::boolean, true) OR NOT b.is_active OR b.reserved = 0, 'product_reserved')
    RETURNING p.id, p.on_hand - b.on_hand AS delta
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, reason, actor_id, request_id)
    SELECT id, 'adjustment', delta, 'product edited', :me_id::bigint, :request_id FROM updated WHERE delta <> 0
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'product.changed', id, @event_of_product, :request_id, :trace FROM updated
)
INSERT INTO audit_log (event, actor_id, subject_id, address, request_id)
SELECT 'product.changed', :me_id::bigint, :id::bigint, :remote_address::inet, :request_id
WHERE refuse_unless(EXISTS (SELECT FROM updated), 'again');

-- name: product_stock :exec
-- By a delta (`adjustment`) or to an absolute `quantity`. What open orders hold stays covered:
-- the table's CHECK sees to it.
WITH before AS MATERIALIZED (
    SELECT id, on_hand, coalesce(:quantity::integer - on_hand, :adjustment::integer) AS delta FROM products
    WHERE id = :id::bigint AND version = coalesce(:version::integer, version) FOR NO KEY UPDATE
), updated AS (
    UPDATE products p SET on_hand = b.on_hand + b.delta, version = p.version + 1, updated_at = now()
    FROM before b
    WHERE p.id = b.id AND refuse_unless(b.on_hand::bigint + b.delta <= 2147483647, 'again')
    RETURNING p.id, b.delta
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, reason, actor_id, request_id)
    SELECT id, CASE WHEN delta > 0 AND :adjustment IS NOT NULL THEN 'restock' ELSE 'adjustment' END::movement_kind,
           delta, :reason, :me_id::bigint, :request_id
    FROM updated WHERE delta <> 0
), told AS (
    INSERT INTO outbox (event, subject_id, payload, request_id, trace)
    SELECT 'product.changed', id, @event_of_product, :request_id, :trace FROM updated
)
SELECT refuse_unless(EXISTS (SELECT FROM updated), 'again');

-- name: movements_list :many
SELECT m.id, m.kind, m.quantity, m.reason, m.order_id, m.actor_id, m.created_at
FROM stock_movements m
WHERE m.product_id = :id::bigint AND (:after_key::bigint IS NULL OR m.id < :after_id::bigint)
ORDER BY m.id DESC LIMIT :page_rows::bigint OFFSET :page_offset::bigint;

-- name: movements_count :one
SELECT count(*) AS total FROM (
    SELECT FROM stock_movements m WHERE m.product_id = :id::bigint LIMIT 10001) counted;
