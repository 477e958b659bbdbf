-- Categories of products.

-- fragment: category_columns
c.id, c.name, c.description,
(SELECT count(*) FROM products p WHERE p.category_id = c.id AND p.is_active) AS product_count, c.created_at

-- name: categories_list :many
SELECT @category_columns FROM categories c ORDER BY c.name LIMIT 1000;

-- name: category_new :one
SELECT nextval('categories_id_seq') AS new_id;

-- name: category_create :exec
INSERT INTO categories (id, name, description) OVERRIDING SYSTEM VALUE VALUES (:id::bigint, :name, :description);

-- name: category_get :one
SELECT @category_columns FROM categories c WHERE c.id = :id::bigint;

-- name: category_ensure :exec
-- A product names its category; an unknown one is made.
INSERT INTO categories (name) SELECT :category::text WHERE :category IS NOT NULL ON CONFLICT (lower(name)) DO NOTHING;
