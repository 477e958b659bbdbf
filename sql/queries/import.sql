-- Files that become rows: their lines wait in import_rows, seen by their own transaction alone.

-- name: import_begin :exec
-- Not the time limits of a request; and plans for as many lines as there are.
SELECT set_config('statement_timeout', '10min', true), set_config('lock_timeout', '1min', true),
       set_config('plan_cache_mode', 'force_custom_plan', true);

-- name: import_stage :exec
INSERT INTO import_rows (line, fields)
SELECT line, fields FROM jsonb_to_recordset(:rows::jsonb) AS r (line integer, fields jsonb);

-- name: import_clear :exec
DELETE FROM import_rows;

-- fragment: import_products_given
SELECT i.line, g.*
FROM import_rows i, jsonb_to_record(i.fields) AS g (sku text, name text, description text, price numeric, category text,
     stock integer, low_stock_threshold integer, weight_kg numeric, is_active boolean)

-- name: import_products_lock :exec
-- By id, as orders lock them; by rows alone, since advisory locks would fill the server's memory.
SELECT count(*) FROM (
    SELECT FROM products p WHERE p.sku IN (SELECT fields ->> 'sku' FROM import_rows)
    ORDER BY p.id FOR NO KEY UPDATE) locked;

-- Drops the lines that `faults` names, and answers the first of them.
-- fragment: import_faults_answered
dropped AS (
    DELETE FROM import_rows i USING faults f WHERE i.line = f.line
)
SELECT line, "column", code, detail, count(*) OVER () AS total FROM faults ORDER BY line, "column" LIMIT 1000

-- name: import_products_faults :many
WITH given AS MATERIALIZED (@import_products_given), matched AS MATERIALIZED (
    SELECT g.line, g.sku, g.name, g.price, g.stock, g.is_active, p.id, p.is_active AS was_active, p.reserved,
           min(g.line) OVER (PARTITION BY g.sku) AS first
    FROM given g LEFT JOIN products p ON p.sku = g.sku
), faults AS MATERIALIZED (
    SELECT line, 'sku' AS "column", 'duplicate' AS code, format('stands in line %s already', first) AS detail
    FROM matched WHERE line > first
    UNION ALL
    SELECT line, 'name', 'required', 'is required of a new product' FROM matched WHERE id IS NULL AND name IS NULL
    UNION ALL
    SELECT line, 'price', 'required', 'is required of a new product' FROM matched WHERE id IS NULL AND price IS NULL
    UNION ALL
    SELECT line, 'stock', 'stock_below_reserved', format('open orders hold %s', reserved)
    FROM matched WHERE stock < reserved
    UNION ALL
    SELECT line, 'is_active', 'product_reserved', format('open orders hold %s', reserved)
    FROM matched WHERE was_active AND NOT is_active AND reserved > 0
), @import_faults_answered;

-- name: import_categories_ensure :exec
INSERT INTO categories (name)
SELECT min(name) FROM (SELECT fields ->> 'category' AS name FROM import_rows) named WHERE name IS NOT NULL
GROUP BY lower(name) ORDER BY lower(min(name))
ON CONFLICT (lower(name)) DO NOTHING;

-- name: import_products_merge :one
-- What a line leaves out stays as it is, or as it begins. Stock changes as an edit of it would.
WITH given AS MATERIALIZED (
    SELECT g.*, c.id AS category_id FROM (@import_products_given) g LEFT JOIN categories c ON lower(c.name) = lower(g.category)
), before AS MATERIALIZED (
    SELECT p.id, p.on_hand, g.*
    FROM given g JOIN products p ON p.sku = g.sku
    WHERE (p.name, p.description, p.price, p.category_id, p.on_hand, p.low_stock_threshold, p.weight_kg, p.is_active)
          IS DISTINCT FROM
          (coalesce(g.name, p.name), coalesce(g.description, p.description), coalesce(g.price, p.price),
           coalesce(g.category_id, p.category_id), coalesce(g.stock, p.on_hand),
           coalesce(g.low_stock_threshold, p.low_stock_threshold), coalesce(g.weight_kg, p.weight_kg),
           coalesce(g.is_active, p.is_active))
), created AS (
    INSERT INTO products (sku, name, description, price, category_id, on_hand, low_stock_threshold, weight_kg, is_active)
    SELECT g.sku, g.name, coalesce(g.description, ''), g.price, g.category_id, coalesce(g.stock, 0),
           coalesce(g.low_stock_threshold, 10), g.weight_kg, coalesce(g.is_active, true)
    FROM given g WHERE NOT EXISTS (SELECT FROM products p WHERE p.sku = g.sku)
    ORDER BY g.line
    RETURNING id, on_hand
), updated AS (
    UPDATE products p SET
        name                = coalesce(b.name, p.name),
        description         = coalesce(b.description, p.description),
        price               = coalesce(b.price, p.price),
        category_id         = coalesce(b.category_id, p.category_id),
        on_hand             = coalesce(b.stock, p.on_hand),
        low_stock_threshold = coalesce(b.low_stock_threshold, p.low_stock_threshold),
        weight_kg           = coalesce(b.weight_kg, p.weight_kg),
        is_active           = coalesce(b.is_active, p.is_active),
        version             = p.version + 1,
        updated_at          = now()
    FROM before b WHERE p.id = b.id
    RETURNING p.id, p.on_hand - b.on_hand AS delta
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, reason, actor_id, request_id)
    SELECT id, 'initial'::movement_kind, on_hand, 'imported', :me_id::bigint, :request_id FROM created WHERE on_hand > 0
    UNION ALL
    SELECT id, 'adjustment', delta, 'imported', :me_id, :request_id FROM updated WHERE delta <> 0
), counted AS (
    SELECT (SELECT count(*) FROM created) AS created, (SELECT count(*) FROM updated) AS updated,
           (SELECT count(*) FROM given) AS given
), told AS (
    INSERT INTO audit_log (event, actor_id, address, details, request_id)
    SELECT 'products.imported', :me_id, :remote_address::inet,
           jsonb_build_object('created', created, 'updated', updated), :request_id
    FROM counted
)
SELECT created, updated, given - created - updated AS unchanged FROM counted;
