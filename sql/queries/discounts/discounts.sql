-- Discounts: codes, and what an order's terms say.

-- fragment: discount_code_columns
d.id, d.code, d.name, d.kind, d.value, d.minimum,
(SELECT json_agg(name ORDER BY name) FROM categories WHERE id = ANY (d.categories)) AS categories,
(SELECT json_agg(sku ORDER BY sku) FROM products WHERE id = ANY (d.products)) AS products, d.valid_from, d.valid_to, d.max_uses,
d.max_uses_per_customer, d.used, d.ended_at IS NOT NULL AS is_ended, d.version, d.created_at, d.updated_at

-- Whether code d is good on the business day, for customer c; the limits are judged apart.
-- fragment: discount_code_stands
d.id IS NOT NULL AND d.ended_at IS NULL AND (now() AT TIME ZONE shop.time_zone)::date <@ daterange(d.valid_from, d.valid_to, '[]')
AND (d.max_uses_per_customer IS NULL OR c.id IS NOT NULL)

-- Whether its limits are used up.
-- fragment: discount_code_spent
coalesce(d.used >= d.max_uses
         OR (SELECT uses >= d.max_uses_per_customer FROM discount_uses WHERE code_id = d.id AND customer_id = c.id), false)

-- The terms that an order keeps: of a manager's :discount, or of the code d.
-- fragment: discount_sent
jsonb_build_object('kind', CASE WHEN :discount::jsonb ? 'amount' THEN 'amount' ELSE 'percent' END,
                   'value', coalesce(:discount::jsonb -> 'amount', :discount::jsonb -> 'percent'), 'reason', :discount::jsonb -> 'reason')

-- fragment: discount_of_code
jsonb_strip_nulls(jsonb_build_object(
    'code', d.code, 'code_id', d.id, 'kind', d.kind, 'value', d.value, 'minimum', d.minimum, 'categories', d.categories,
    'products', d.products, 'counted', num_nonnulls(d.max_uses, d.max_uses_per_customer) > 0, 'customer_id', c.id))

-- What C reads of the terms w, and of the code that was asked for.
-- fragment: discount_columns
w.terms AS discount_terms, w.terms ->> 'kind' AS discount_kind, w.terms ->> 'value' AS discount_value,
w.terms ->> 'minimum' AS discount_minimum, w.terms ->> 'reason' AS discount_reason, w.terms ? 'code' AS discount_by_code,
',' || btrim(replace(w.terms ->> 'categories', ' ', ''), '[]') || ',' AS discount_categories,
',' || btrim(replace(w.terms ->> 'products', ' ', ''), '[]') || ',' AS discount_products,
CASE WHEN w.asked IS NOT NULL AND w.terms -> 'counted' = 'true' THEN d.id END AS takes_code,
w.asked IS NOT NULL AS code_is_new,
w.asked IS NOT NULL AND w.terms IS NOT NULL AND @discount_code_spent AS code_is_used_up,
CASE WHEN w.asked IS NOT NULL
     THEN (SELECT guesses FROM discount_guesses WHERE user_id = :me_id::bigint AND since > now() - interval '15 minutes') END AS code_guesses

-- name: discount_guessed :exec
INSERT INTO discount_guesses AS g (user_id, guesses) VALUES (:me_id::bigint, 1)
ON CONFLICT (user_id) DO UPDATE SET
    guesses = CASE WHEN g.since > now() - interval '15 minutes' THEN g.guesses + 1 ELSE 1 END,
    since   = CASE WHEN g.since > now() - interval '15 minutes' THEN g.since ELSE now() END;

-- name: discount_take :exec
SELECT refuse_unless(@discount_is_taken, 'again');

-- name: discount_give_back :exec
-- What the order's terms say was counted: its products are locked, its department's month is not yet.
SELECT discount_given_back(discount_terms) FROM orders WHERE id = :id::bigint;

-- name: order_audited :exec
-- What a manager decided about an order's price: ids and numbers, no words.
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'order.priced', :me_id::bigint, :id::bigint, :remote_address::inet,
       jsonb_build_object('discount', :order_discount::numeric, 'prices', (
           SELECT jsonb_agg(jsonb_build_object('product_id', l.product_id, 'unit_price', l.unit_price, 'catalogue_price', l.catalogue_price)
                            ORDER BY l.id)
           FROM order_lines l WHERE l.order_id = :id AND l.catalogue_price IS NOT NULL)), :request_id;

-- name: discount_codes_list :many
SELECT @discount_code_columns FROM discount_codes d ORDER BY d.id DESC;

-- name: discount_code_get :one
SELECT @discount_code_columns FROM discount_codes d WHERE d.id = :id::bigint;

-- name: discount_code_new :one
SELECT nextval('discount_codes_id_seq') AS new_id;

-- name: discount_scope :one
-- What is named and is not there.
SELECT (SELECT string_agg(sent, ', ') FROM jsonb_array_elements_text(:categories::jsonb) AS sent
        WHERE NOT EXISTS (SELECT FROM categories WHERE name_key = text_key(sent))) AS categories_missing,
       (SELECT string_agg(sent, ', ') FROM jsonb_array_elements_text(:products::jsonb) AS sent
        WHERE NOT EXISTS (SELECT FROM product_of_sku(sent))) AS products_missing;

-- name: discount_code_create :exec
WITH created AS (
    INSERT INTO discount_codes (id, code, name, kind, value, minimum, categories, products, valid_from, valid_to, max_uses,
                                max_uses_per_customer)
    VALUES (:id::bigint, :code, :name, :kind::discount_kind, :value::numeric, :minimum::numeric, @discount_categories,
            @discount_products, :valid_from::date, :valid_to::date, :max_uses::integer, :max_uses_per_customer::integer)
    RETURNING id, code
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'discount_code.created', :me_id::bigint, id, :remote_address::inet, to_jsonb(created), :request_id FROM created;

-- fragment: discount_categories
(SELECT array_agg(id) FROM categories
 WHERE name_key = ANY (ARRAY(SELECT text_key(sent) FROM jsonb_array_elements_text(:categories::jsonb) AS sent)))

-- fragment: discount_products
(SELECT array_agg(DISTINCT found.id)
 FROM jsonb_array_elements_text(:products::jsonb) AS sent CROSS JOIN product_of_sku(sent) AS found)

-- name: discount_code_update :exec
-- Orders that have it keep the terms they were placed with.
WITH updated AS (
    UPDATE discount_codes d SET
        name                  = coalesce(:name, d.name),
        value                 = CASE WHEN :has_value::boolean THEN :value::numeric ELSE d.value END,
        minimum               = CASE WHEN :has_minimum::boolean THEN :minimum::numeric ELSE d.minimum END,
        categories            = CASE WHEN :has_categories::boolean THEN @discount_categories ELSE d.categories END,
        products              = CASE WHEN :has_products::boolean THEN @discount_products ELSE d.products END,
        valid_from            = CASE WHEN :has_valid_from::boolean THEN :valid_from::date ELSE d.valid_from END,
        valid_to              = CASE WHEN :has_valid_to::boolean THEN :valid_to::date ELSE d.valid_to END,
        max_uses              = CASE WHEN :has_max_uses::boolean THEN :max_uses::integer ELSE d.max_uses END,
        max_uses_per_customer = CASE WHEN :has_max_uses_per_customer::boolean THEN :max_uses_per_customer::integer
                                     ELSE d.max_uses_per_customer END,
        version               = d.version + 1,
        updated_at            = now()
    WHERE d.id = :id::bigint AND d.version = :version::integer AND d.ended_at IS NULL
    RETURNING id, code
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM updated
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'discount_code.changed', :me_id::bigint, u.id, :remote_address::inet, to_jsonb(u), :request_id
FROM checked LEFT JOIN updated u ON true WHERE checked.ok;

-- name: discount_code_end :exec
WITH ended AS (
    UPDATE discount_codes d SET ended_at = coalesce(d.ended_at, now()), version = d.version + 1, updated_at = now()
    WHERE d.id = :id::bigint AND d.version = :version::integer
    RETURNING id, code
), checked AS MATERIALIZED (
    SELECT refuse_unless(count(*) = 1, 'again') AS ok FROM ended
)
INSERT INTO audit_log (event, actor_id, subject_id, address, details, request_id)
SELECT 'discount_code.ended', :me_id::bigint, e.id, :remote_address::inet, to_jsonb(e), :request_id
FROM checked LEFT JOIN ended e ON true WHERE checked.ok;
