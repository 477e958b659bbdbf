-- Categories of products.

-- One pass over the products counts for all categories.
-- fragment: categories_counted
SELECT c.id, c.name, c.description, coalesce(n.products, 0) AS product_count, c.created_at
FROM categories c
LEFT JOIN (SELECT category_id, count(*) AS products FROM products WHERE is_active GROUP BY category_id) n
    ON n.category_id = c.id

-- name: categories_list :many
@categories_counted ORDER BY c.name;

-- name: category_new :one
SELECT nextval('categories_id_seq') AS new_id;

-- name: category_create :exec
INSERT INTO categories (id, name, description) OVERRIDING SYSTEM VALUE VALUES (:id::bigint, :name, :description);

-- name: category_get :one
@categories_counted WHERE c.id = :id::bigint;

-- name: category_ensure :exec
-- A product names its category; an unknown one is made.
INSERT INTO categories (name) SELECT :category::text WHERE :category IS NOT NULL ON CONFLICT DO NOTHING;

-- As it stands there, or else in another spelling.
-- fragment: category_named
(SELECT id FROM categories WHERE name = :category OR name_key = text_key(:category) ORDER BY name <> :category LIMIT 1)
