-- Files that become rows: their lines wait in import_rows, seen by their own transaction alone.

-- Products and customers are written in pieces, each a short transaction, once all of the file was
-- judged and what it changes is in import_changes: whoever orders waits for one piece at most, and
-- one that is interrupted goes on with the next.

-- name: import_turn :exec
-- One import at a time, until import_turn_over: what it judged stands until it is written. Not the
-- time limits of a request.
SELECT set_config('statement_timeout', '2min', true), set_config('lock_timeout', '1min', true);

-- name: import_turn_take :exec
SELECT @lock_import_turn;

-- name: import_turn_over :exec
SELECT @unlock_import_turn;

-- name: import_begin :exec
-- Plans for as many lines as there are, and room to sort some ten thousand of them: one import at a time.
SELECT set_config('statement_timeout', '10min', true), set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('work_mem', '16MB', true);

-- Triggers come at the end of a statement, and have it as it says while it runs. Planned for each row
-- they take half of the time; planned once, by an index even where a table is a page long yet.
-- fragment: import_triggers_planned_once
set_config('plan_cache_mode', 'auto', true), set_config('enable_seqscan', 'off', true)

-- name: import_stage :exec
INSERT INTO import_rows (line, fields)
SELECT line, fields FROM jsonb_to_recordset(:rows::jsonb) AS r (line integer, fields jsonb);

-- name: import_clear :exec
DELETE FROM import_rows;

-- fragment: import_products_columns
sku text, name text, description text, price numeric, category text, stock integer, low_stock_threshold integer,
weight_kg numeric, tax_class text, is_active boolean

-- fragment: import_products_given
SELECT i.line, i.fields, g.* FROM import_lines() i, jsonb_to_record(i.fields) AS g (@import_products_columns)

-- Drops the lines that `faults` names, and answers the first of them. IS TRUE keeps IN from becoming a
-- join: by what was seen of import_rows that may be planned as if there was one line.
-- fragment: import_faults_answered
dropped AS (
    DELETE FROM import_rows i WHERE (i.line IN (SELECT line FROM faults)) IS TRUE
), @import_faults_listed

-- With what was read; that comes before lines are dropped, since what drops them is asked for nothing.
-- fragment: import_faults_listed
listed AS MATERIALIZED (
    SELECT *, count(*) OVER () AS total FROM faults ORDER BY line, "column" LIMIT 1000
)
SELECT t.line, t."column", t.code, t.detail, i.fields ->> t."column" AS read, t.total
FROM listed t LEFT JOIN import_lines() i ON i.line = t.line ORDER BY t.line, t."column"

-- fragment: import_updates_only
coalesce(:update_only::boolean, false)

-- name: import_products_faults :many
WITH given AS MATERIALIZED (@import_products_given), matched AS MATERIALIZED (
    SELECT g.line, g.sku, g.name, g.price, g.stock, g.tax_class, g.is_active, p.id, p.is_active AS was_active, p.reserved,
           min(g.line) OVER (PARTITION BY p.id, CASE WHEN p.id IS NULL THEN text_key(g.sku) END) AS first
    FROM given g LEFT JOIN product_of_sku(g.sku) AS known ON true LEFT JOIN products p ON p.id = known.id
), faults AS MATERIALIZED (
    SELECT line, 'sku' AS "column", 'duplicate' AS code, format('stands in line %s already', first) AS detail
    FROM matched WHERE line > first
    UNION ALL
    SELECT line, 'sku', 'unknown_product', 'is not a product' FROM matched WHERE id IS NULL AND @import_updates_only
    UNION ALL
    SELECT line, 'name', 'required', 'is required of a new product'
    FROM matched WHERE id IS NULL AND name IS NULL AND NOT @import_updates_only
    UNION ALL
    SELECT line, 'price', 'required', 'is required of a new product'
    FROM matched WHERE id IS NULL AND price IS NULL AND NOT @import_updates_only
    UNION ALL
    SELECT line, 'stock', 'stock_below_reserved', format('open orders hold %s', reserved)
    FROM matched WHERE stock < reserved
    UNION ALL
    SELECT line, 'tax_class', 'invalid_format', 'must be a word of letters, digits, _ and -'
    FROM matched WHERE lower(tax_class) !~ '^[a-z0-9_-]+$'
    UNION ALL
    SELECT line, 'is_active', 'product_reserved', format('open orders hold %s', reserved)
    FROM matched WHERE was_active AND NOT is_active AND reserved > 0
), @import_faults_answered;

-- name: import_categories_ensure :exec
INSERT INTO categories (name)
SELECT min(name) FROM (SELECT fields ->> 'category' AS name FROM import_lines()) named WHERE name IS NOT NULL
GROUP BY text_key(name) ORDER BY text_key(name)
ON CONFLICT DO NOTHING;

-- The lines that change something, in the order in which orders lock products, and the import that
-- they are. All at once: they are one file.
-- fragment: import_journal
made AS (
    INSERT INTO imports (kind, changes, unchanged, actor_id, address, request_id)
    SELECT :kind, count(*), (SELECT count(*) FROM given) - count(*), :me_id::bigint, :remote_address::inet, :request_id
    FROM differing
    RETURNING id
), written AS (
    INSERT INTO import_changes (import_id, position, line, target_id, fields)
    SELECT made.id, row_number() OVER (ORDER BY d.target_id, d.line), d.line, d.target_id, d.fields FROM made, differing d
)
SELECT id AS import_id FROM made

-- name: import_products_journal :one
WITH given AS MATERIALIZED (
    SELECT g.*, c.id AS category_id FROM (@import_products_given) g LEFT JOIN categories c ON c.name_key = text_key(g.category)
), differing AS MATERIALIZED (
    SELECT g.line, p.id AS target_id, g.fields
    FROM given g LEFT JOIN product_of_sku(g.sku) AS known ON true LEFT JOIN products p ON p.id = known.id
    WHERE p.id IS NULL
       OR (p.name, p.description, p.price, p.category_id, p.on_hand, p.low_stock_threshold, p.weight_kg, p.tax_class, p.is_active)
          IS DISTINCT FROM
          (coalesce(g.name, p.name), coalesce(g.description, p.description), coalesce(g.price, p.price),
           coalesce(g.category_id, p.category_id), coalesce(g.stock, p.on_hand),
           coalesce(g.low_stock_threshold, p.low_stock_threshold), coalesce(g.weight_kg, p.weight_kg),
           coalesce(lower(g.tax_class), p.tax_class), coalesce(g.is_active, p.is_active))
), @import_journal;

-- ---- dry runs: what lies in import_changes, before it is undone ----

-- name: import_would :one
SELECT count(c.line) FILTER (WHERE c.target_id IS NULL) AS created, count(c.target_id) AS updated, min(i.unchanged) AS unchanged
FROM imports i LEFT JOIN import_changes c ON c.import_id = i.id WHERE i.id = :import_id::bigint;

-- fragment: import_shown
shown AS MATERIALIZED (
    SELECT line, target_id, fields FROM import_changes WHERE import_id = :import_id::bigint ORDER BY line LIMIT 500
)

-- Given `g` and what `had` before, by column; SKUs, categories and tax classes are the same in any spelling.
-- fragment: import_cells
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_object('column', n.key, 'old', o.value, 'new', n.value)), '[]') AS cells
    FROM jsonb_each(to_jsonb(g)) n LEFT JOIN jsonb_each(had.fields) o ON o.key = n.key
    WHERE n.value <> 'null' AND n.value IS DISTINCT FROM o.value
      AND NOT (n.key IN ('sku', 'category', 'tax_class') AND text_key(n.value #>> '{}') IS NOT DISTINCT FROM text_key(o.value #>> '{}'))) differing

-- name: import_products_preview :many
WITH @import_shown
SELECT s.line, g.sku AS key, s.target_id IS NULL AS is_new, differing.cells
FROM shown s CROSS JOIN LATERAL jsonb_to_record(s.fields) AS g (@import_products_columns)
LEFT JOIN products p ON p.id = s.target_id LEFT JOIN categories c ON c.id = p.category_id
CROSS JOIN LATERAL (SELECT jsonb_build_object('sku', p.sku, 'name', p.name, 'description', p.description, 'price', p.price,
    'category', c.name, 'stock', p.on_hand, 'low_stock_threshold', p.low_stock_threshold, 'weight_kg', p.weight_kg,
    'tax_class', p.tax_class, 'is_active', p.is_active) AS fields) had
@import_cells
ORDER BY s.line;

-- name: import_customers_preview :many
WITH @import_shown
SELECT s.line, coalesce(g.email, g.external_id, g.last_name) AS key, s.target_id IS NULL AS is_new, differing.cells
FROM shown s CROSS JOIN LATERAL jsonb_to_record(s.fields) AS g (@import_customers_columns)
LEFT JOIN customers c ON c.id = s.target_id
CROSS JOIN LATERAL (SELECT jsonb_build_object('external_id', c.external_id, 'first_name', c.first_name, 'last_name', c.last_name,
    'phone', c.phone, 'address', c.address, 'email', CASE WHEN lower(c.email) = lower(g.email) THEN g.email ELSE c.email END) AS fields) had
@import_cells
ORDER BY s.line;

-- ---- pieces ----

-- name: import_unfinished :many
SELECT id AS import_id, kind, applied AS "from", changes FROM imports WHERE finished_at IS NULL ORDER BY id LIMIT 1;

-- name: import_resumable :many
-- The same, while nobody has the turn.
SELECT id AS import_id, kind, applied AS "from", changes FROM imports
WHERE finished_at IS NULL AND @try_import_turn ORDER BY id LIMIT 1;

-- name: import_step :exec
-- Not while another has its turn. Whoever holds a row for long is waited for again, with no row held.
SELECT set_config('synchronous_commit', 'off', true), set_config('lock_timeout', '200ms', true),
       refuse_unless(@try_import_turn, 'again');

-- fragment: import_piece
import_changes i
WHERE i.import_id = :import_id::bigint AND i.position > :from::integer AND i.position <= :upto::integer

-- name: import_products_create :exec
-- What somebody else made meanwhile is changed by the next statement.
WITH given AS MATERIALIZED (
    SELECT i.line, g.* FROM (SELECT line, fields FROM @import_piece AND target_id IS NULL) i,
           jsonb_to_record(i.fields) AS g (@import_products_columns)
), created AS (
    INSERT INTO products (sku, name, description, price, category_id, on_hand, low_stock_threshold, weight_kg, tax_class, is_active)
    SELECT g.sku, g.name, coalesce(g.description, ''), g.price, c.id, coalesce(g.stock, 0),
           coalesce(g.low_stock_threshold, 10), g.weight_kg, coalesce(lower(g.tax_class), 'standard'), coalesce(g.is_active, true)
    FROM given g LEFT JOIN categories c ON c.name_key = text_key(g.category)
    ORDER BY g.line
    ON CONFLICT DO NOTHING
    RETURNING id, on_hand
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, reason, actor_id, request_id)
    SELECT c.id, 'initial', c.on_hand, 'imported', o.actor_id, o.request_id
    FROM created c, imports o WHERE o.id = :import_id AND c.on_hand > 0
), told AS (
    INSERT INTO outbox (event, subject_id, payload)
    SELECT 'product.changed', min(id), @event_of_products FROM created HAVING count(*) > 0
)
UPDATE imports SET created = created + (SELECT count(*) FROM created) WHERE id = :import_id;

-- fragment: import_stepped
stepped AS (
    UPDATE imports i SET
        applied   = :upto,
        updated   = i.updated + (SELECT count(*) FROM updated),
        conflicts = CASE WHEN jsonb_array_length(i.conflicts) < 1000
                         THEN i.conflicts || coalesce((SELECT jsonb_agg(to_jsonb(c) ORDER BY c.line) FROM conflicts c), '[]')
                         ELSE i.conflicts END
    WHERE i.id = :import_id AND i.applied = :from
    RETURNING true
)
SELECT refuse_unless(EXISTS (SELECT FROM stepped), 'again')

-- name: import_products_change :exec
-- What a line leaves out stays as it is. Stock changes as an edit of it would; what was ordered
-- since the file was judged stays covered, and for sale.
WITH given AS MATERIALIZED (
    SELECT i.line, coalesce(i.target_id, (SELECT id FROM product_of_sku(g.sku))) AS id, g.*, c.id AS category_id
    FROM (SELECT line, target_id, fields FROM @import_piece) i
    CROSS JOIN jsonb_to_record(i.fields) AS g (@import_products_columns)
    LEFT JOIN categories c ON c.name_key = text_key(g.category)
), wanted AS MATERIALIZED (
    SELECT p.id, g.line, coalesce(g.name, p.name) AS name, coalesce(g.description, p.description) AS description,
           coalesce(g.price, p.price) AS price, coalesce(g.category_id, p.category_id) AS category_id,
           greatest(coalesce(g.stock, p.on_hand), p.reserved) AS on_hand,
           coalesce(g.low_stock_threshold, p.low_stock_threshold) AS low_stock_threshold,
           coalesce(g.weight_kg, p.weight_kg) AS weight_kg,
           coalesce(lower(g.tax_class), p.tax_class) AS tax_class,
           coalesce(g.is_active, p.is_active) OR (p.is_active AND p.reserved > 0) AS is_active,
           p.on_hand AS had, p.reserved, g.stock < p.reserved AS is_short, NOT g.is_active AND p.is_active AND p.reserved > 0 AS is_held
    FROM given g JOIN products p ON p.id = g.id
    ORDER BY p.id FOR NO KEY UPDATE OF p
), updated AS (
    UPDATE products p SET
        name                = w.name,
        description         = w.description,
        price               = w.price,
        category_id         = w.category_id,
        on_hand             = w.on_hand,
        low_stock_threshold = w.low_stock_threshold,
        weight_kg           = w.weight_kg,
        tax_class           = w.tax_class,
        is_active           = w.is_active,
        version             = p.version + 1,
        updated_at          = now()
    FROM wanted w
    WHERE p.id = w.id
      AND (p.name, p.description, p.price, p.category_id, p.on_hand, p.low_stock_threshold, p.weight_kg, p.tax_class, p.is_active)
          IS DISTINCT FROM
          (w.name, w.description, w.price, w.category_id, w.on_hand, w.low_stock_threshold, w.weight_kg, w.tax_class, w.is_active)
    RETURNING p.id, w.on_hand - w.had AS delta
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, reason, actor_id, request_id)
    SELECT u.id, 'adjustment', u.delta, 'imported', o.actor_id, o.request_id
    FROM updated u, imports o WHERE o.id = :import_id AND u.delta <> 0
), told AS (
    INSERT INTO outbox (event, subject_id, payload)
    SELECT 'product.changed', min(id), @event_of_products FROM updated HAVING count(*) > 0
), conflicts AS (
    SELECT line, 'stock' AS "column", 'stock_below_reserved' AS code,
           format('was set to %s, which open orders hold by now', reserved) AS detail
    FROM wanted WHERE is_short
    UNION ALL
    SELECT line, 'is_active', 'product_reserved', format('stays for sale: open orders hold %s by now', reserved)
    FROM wanted WHERE is_held
), @import_stepped;

-- name: import_skip :exec
-- A line that the database refuses, for a reason that nobody thought of, must not hold up all others.
UPDATE imports SET applied = :upto::integer, conflicts = conflicts || (
    SELECT jsonb_build_object('line', i.line, 'column', '', 'code', :code::text, 'detail', :detail::text) FROM @import_piece)
WHERE id = :import_id AND applied = :from;

-- name: import_finish :exec
WITH gone AS (
    DELETE FROM import_changes WHERE import_id = :import_id::bigint
), finished AS (
    UPDATE imports SET finished_at = now() WHERE id = :import_id AND finished_at IS NULL
    RETURNING kind, actor_id, address, request_id, created, updated
)
INSERT INTO audit_log (event, actor_id, address, details, request_id)
SELECT kind || '.imported', actor_id, address, jsonb_build_object('created', created, 'updated', updated), request_id
FROM finished;

-- name: import_get :one
SELECT created, updated, unchanged + changes - created - updated AS unchanged FROM imports WHERE id = :import_id::bigint;

-- name: import_conflicts :many
SELECT c.line, c."column", c.code, c.detail, NULL::text AS read, count(*) OVER () AS total
FROM imports i, jsonb_to_recordset(i.conflicts) AS c (line integer, "column" text, code text, detail text)
WHERE i.id = :import_id::bigint ORDER BY c.line LIMIT 1000;

-- ---- categories ----

-- fragment: import_categories_given
SELECT i.line, g.* FROM import_lines() i, jsonb_to_record(i.fields) AS g (name text, description text)

-- name: import_categories_faults :many
WITH faults AS MATERIALIZED (
    SELECT line, 'name' AS "column", 'duplicate' AS code, format('stands in line %s already', first) AS detail
    FROM (SELECT line, min(line) OVER (PARTITION BY text_key(name)) AS first FROM (@import_categories_given) g) named
    WHERE line > first
), @import_faults_answered;

-- name: import_categories_preview :many
SELECT g.line, g.name AS key, c.id IS NULL AS is_new,
       CASE WHEN c.id IS NULL THEN jsonb_build_array(jsonb_build_object('column', 'name', 'old', NULL, 'new', g.name)) ELSE '[]' END
       || CASE WHEN g.description IS NOT NULL
               THEN jsonb_build_array(jsonb_build_object('column', 'description', 'old', c.description, 'new', g.description)) ELSE '[]' END AS cells
FROM (@import_categories_given) g LEFT JOIN categories c ON c.name_key = text_key(g.name)
WHERE c.id IS NULL OR c.description IS DISTINCT FROM coalesce(g.description, c.description) ORDER BY g.line LIMIT 500;

-- name: import_categories_merge :one
WITH given AS MATERIALIZED (@import_categories_given), written AS (
    INSERT INTO categories AS c (name, description) SELECT name, description FROM given ORDER BY line
    ON CONFLICT (name_key) DO UPDATE SET description = excluded.description
    WHERE c.description IS DISTINCT FROM coalesce(excluded.description, c.description)
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS created, count(*) FILTER (WHERE NOT is_new) AS updated,
       (SELECT count(*) FROM given) - count(*) AS unchanged
FROM written;

-- ---- customers: known by what they are called elsewhere or by their e-mail, and who has neither by all that there is ----

-- fragment: import_customers_columns
external_id text, first_name text, last_name text, email text, phone text, address jsonb

-- Of those of one e-mail, who is called so elsewhere or is not known to be called anything.
-- fragment: import_customers_given
SELECT i.line, i.fields, g.*, nullif(coalesce(called.ids, addressed.ids, alike.ids), '{}') AS known
FROM import_lines() i CROSS JOIN jsonb_to_record(i.fields) AS g (@import_customers_columns)
CROSS JOIN LATERAL (SELECT array_agg(c.id) AS ids FROM customers c WHERE c.external_id = g.external_id) called
CROSS JOIN LATERAL (
    SELECT array_agg(c.id ORDER BY c.id) AS ids FROM customers c
    WHERE called.ids IS NULL AND lower(c.email) = lower(g.email) AND (g.external_id IS NULL OR c.external_id IS NULL)) addressed
CROSS JOIN LATERAL (
    SELECT CASE WHEN count(*) > 0 THEN ARRAY[min(c.id)] END AS ids FROM customers c
    WHERE num_nonnulls(g.external_id, g.email, c.external_id, c.email) = 0 AND @customer_name = lower(g.last_name || ' ' || g.first_name)
      AND (c.first_name, c.last_name, c.phone, @import_address_had) IS NOT DISTINCT FROM (g.first_name, g.last_name, g.phone, g.address)) alike

-- A state that is empty is one that is not there.
-- fragment: import_address_had
CASE WHEN c.address ->> 'state' = '' THEN c.address - 'state' ELSE c.address END

-- fragment: import_customer_had
(c.external_id, lower(c.email), c.first_name, c.last_name, c.phone, @import_address_had)

-- name: import_customers_faults :many
WITH given AS MATERIALIZED (@import_customers_given), faults AS MATERIALIZED (
    SELECT line, "column", 'duplicate' AS code, format('stands in line %s already', first) AS detail
    FROM (SELECT line, CASE WHEN external_id IS NULL THEN 'email' ELSE 'external_id' END AS "column", min(line) OVER (
                     PARTITION BY known, CASE WHEN known IS NULL THEN external_id END,
                                  CASE WHEN known IS NULL AND external_id IS NULL THEN lower(email) END) AS first
          FROM given WHERE num_nonnulls(external_id, email) > 0) named WHERE line > first
    UNION ALL
    SELECT line, 'email', 'ambiguous', 'belongs to several customers' FROM given WHERE cardinality(known) > 1
    UNION ALL
    SELECT line, CASE WHEN external_id IS NULL THEN 'email' ELSE 'external_id' END, 'unknown_customer', 'is not a customer'
    FROM given WHERE known IS NULL AND @import_updates_only
    UNION ALL
    SELECT line, 'email', 'required', 'is required, or an external_id' FROM given
    WHERE known IS NULL AND num_nonnulls(external_id, email) = 0 AND NOT @import_updates_only
    UNION ALL
    SELECT line, 'first_name', 'required', 'is required of a new customer'
    FROM given WHERE known IS NULL AND first_name IS NULL AND NOT @import_updates_only
    UNION ALL
    SELECT line, 'last_name', 'required', 'is required of a new customer'
    FROM given WHERE known IS NULL AND last_name IS NULL AND NOT @import_updates_only
), @import_faults_answered;

-- name: import_customers_journal :one
WITH given AS MATERIALIZED (@import_customers_given), differing AS MATERIALIZED (
    SELECT g.line, c.id AS target_id, g.fields
    FROM given g LEFT JOIN customers c ON c.id = g.known[1]
    WHERE c.id IS NULL
       OR @import_customer_had IS DISTINCT FROM
          (coalesce(g.external_id, c.external_id), lower(coalesce(g.email, c.email)), coalesce(g.first_name, c.first_name),
           coalesce(g.last_name, c.last_name), coalesce(g.phone, c.phone), coalesce(g.address, @import_address_had))
), @import_journal;

-- name: import_customers_create :exec
WITH created AS (
    INSERT INTO customers (external_id, first_name, last_name, email, phone, address)
    SELECT g.external_id, g.first_name, g.last_name, g.email, g.phone, g.address
    FROM (SELECT line, fields FROM @import_piece AND target_id IS NULL) i,
         jsonb_to_record(i.fields) AS g (@import_customers_columns)
    ORDER BY i.line
    RETURNING id
)
UPDATE imports SET created = created + (SELECT count(*) FROM created) WHERE id = :import_id;

-- name: import_customers_change :exec
-- Only who is still known by it: who was forgotten meanwhile stays so.
WITH given AS MATERIALIZED (
    SELECT i.line, i.target_id, g.* FROM (SELECT line, target_id, fields FROM @import_piece AND target_id IS NOT NULL) i,
           jsonb_to_record(i.fields) AS g (@import_customers_columns)
), known AS MATERIALIZED (
    SELECT c.id, g.line, coalesce(g.external_id, c.external_id) AS external_id,
           CASE WHEN lower(g.email) <> coalesce(lower(c.email), '') THEN g.email ELSE c.email END AS email,
           coalesce(g.first_name, c.first_name) AS first_name, coalesce(g.last_name, c.last_name) AS last_name,
           coalesce(g.phone, c.phone) AS phone, coalesce(g.address, c.address) AS address
    FROM given g JOIN customers c ON c.id = g.target_id AND (lower(c.email) = lower(g.email) OR c.external_id = g.external_id)
    ORDER BY c.id FOR NO KEY UPDATE OF c
), updated AS (
    UPDATE customers c SET
        external_id = k.external_id,
        email       = k.email,
        first_name  = k.first_name,
        last_name   = k.last_name,
        phone       = k.phone,
        address     = k.address,
        version     = c.version + 1,
        updated_at  = now()
    FROM known k
    WHERE c.id = k.id AND (c.external_id, c.email, c.first_name, c.last_name, c.phone, c.address) IS DISTINCT FROM
          (k.external_id, k.email, k.first_name, k.last_name, k.phone, k.address)
    RETURNING c.id
), conflicts AS (
    SELECT line, 'email' AS "column", 'unknown_customer' AS code, 'is not the address of this customer any more' AS detail
    FROM given WHERE line NOT IN (SELECT line FROM known)
), @import_stepped;
