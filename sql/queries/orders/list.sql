-- Lists of orders: found by what they are, in each order of theirs.

-- A date is its day in the business time zone: from its beginning, to its end.
-- fragment: from_moment
CASE WHEN length(:from::text) = 10 THEN :from::date::timestamp AT TIME ZONE shop.time_zone ELSE :from::timestamptz END

-- fragment: to_moment
CASE WHEN length(:to::text) = 10 THEN (:to::date + 1)::timestamp AT TIME ZONE shop.time_zone ELSE :to::timestamptz END

-- A change has the time at which its transaction began, and is seen when that ends, by then perhaps
-- behind others: so what is up to five minutes older comes, too, which no request takes and no import
-- from its rows to its end. The first condition says nothing new, but is known before it is planned.
-- fragment: order_changed_since
o.updated_at >= (left(:changed_since::text, 10)::date - 2)::timestamptz
AND o.updated_at >= (SELECT CASE WHEN length(:changed_since) = 10 THEN :changed_since::date::timestamp AT TIME ZONE shop.time_zone
                                 ELSE :changed_since::timestamptz END FROM shop) - interval '5 minutes'

-- The newest of each, by the index of a customer's orders: asked for the newest of all of them together,
-- PostgreSQL reads every order from the newest on until it has enough. Of many customers each has fewer,
-- so that a name that half of them have is not a search through the shop. A file has all.
-- fragment: orders_of_customers
(WITH buyers AS MATERIALIZED (SELECT id FROM customers WHERE @search_fits ORDER BY id DESC LIMIT 200)
 SELECT theirs.id
 FROM buyers CROSS JOIN LATERAL (
     SELECT o.id, o.created_at FROM orders o WHERE o.customer_id = buyers.id AND @order_visible
     ORDER BY o.created_at DESC, o.id DESC
     LIMIT CASE WHEN :page_rows::bigint > 0 THEN (SELECT CASE WHEN count(*) > 20 THEN 1000 ELSE 10000 END FROM buyers) END) theirs
 ORDER BY theirs.created_at DESC, theirs.id DESC LIMIT @orders_searched)

-- fragment: orders_searched
CASE WHEN :page_rows::bigint > 0 THEN 10000 END

-- The newest numbers of a wide beginning, which who types goes through: by the order of creation all
-- orders since would be read. (A draft that is placed keeps its number.)
-- fragment: orders_by_number_beginning
SELECT o.id FROM orders o WHERE o.order_number ^@ upper(:search) AND @order_visible ORDER BY o.order_number DESC LIMIT @orders_searched

-- fragment: orders_by_number_end
SELECT o.id FROM orders o
WHERE upper(:search) ~ '^[0-9A-F-]{4,}$' AND right(o.order_number, 4) = right(upper(:search), 4)
  AND right(o.order_number, length(:search)) = upper(:search) AND @order_visible

-- fragment: orders_by_external_id
SELECT o.id FROM orders o WHERE o.external_id IS NOT NULL AND upper(o.external_id) = upper(:search) AND @order_visible

-- fragment: orders_by_tracking
SELECT o.id FROM orders o
WHERE length(tracking_key(:search)) > 3 AND o.tracking_number IS NOT NULL AND tracking_key(o.tracking_number) = tracking_key(:search)
  AND @order_visible
UNION ALL
SELECT o.id FROM shipments s JOIN orders o ON o.id = s.order_id
WHERE length(tracking_key(:search)) > 3 AND s.tracking_number IS NOT NULL AND tracking_key(s.tracking_number) = tracking_key(:search)
  AND @order_visible

-- Who sees all orders has the newest of the product's; others have the product looked for among the
-- newest of theirs, order by order.
-- fragment: orders_by_sku
(SELECT l.order_id FROM order_lines l
 WHERE :me_role::role >= 'manager' AND l.product_id = (SELECT id FROM product_of_sku(:search))
 ORDER BY l.order_id DESC LIMIT @orders_searched)
UNION ALL
SELECT theirs.id
FROM (SELECT o.id FROM orders o
      WHERE :me_role < 'manager' AND (SELECT id FROM product_of_sku(:search)) IS NOT NULL AND @order_visible
      ORDER BY o.created_at DESC, o.id DESC LIMIT @orders_searched) theirs
CROSS JOIN LATERAL (SELECT FROM order_lines l
                    WHERE l.order_id = theirs.id AND l.product_id = (SELECT id FROM product_of_sku(:search)) LIMIT 1) line

-- One status alone is read in the order of its index.
-- fragment: orders_matching
o.deleted_at IS NULL
AND (:status::order_status[] IS NULL OR CASE WHEN cardinality(:status) = 1 THEN o.status = (:status)[1]
                                             ELSE o.status = ANY (:status) END)
AND (:payment_status::payment_status[] IS NULL
     OR CASE WHEN cardinality(:payment_status) = 1 THEN o.payment_status = (:payment_status)[1]
             ELSE o.payment_status = ANY (:payment_status) END)
AND (:customer_id::bigint IS NULL OR o.customer_id = :customer_id)
AND (:department_id::bigint IS NULL OR o.department_id = :department_id)
AND (:printed::boolean IS NULL OR (o.printed_at IS NOT NULL) = :printed)
AND (:product_id::bigint IS NULL
     OR EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id AND l.product_id = :product_id))
AND (:sku::text IS NULL
     OR EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id AND l.product_id = (SELECT id FROM product_of_sku(:sku))))
AND (:country::text IS NULL
     OR country_word(coalesce(o.shipping_address, o.billing_address) ->> 'country') = ANY (country_spellings(:country)))
AND (:changed_since::text IS NULL OR @order_changed_since)
AND (:from::text IS NULL OR o.created_at >= (SELECT @from_moment FROM shop))
AND (:to::text IS NULL OR o.created_at < (SELECT @to_moment FROM shop))
AND (:search::text IS NULL OR CASE WHEN upper(:search) ^@ 'ORD-' THEN o.id = ANY (ARRAY(@orders_by_number_beginning))
                                   ELSE o.id = ANY (ARRAY(@orders_of_customers UNION ALL (@orders_by_number_end)
                                                          UNION ALL (@orders_by_external_id)
                                                          UNION ALL (@orders_by_tracking) UNION ALL (@orders_by_sku))) END)

-- Which orders the asker may see, list by list, so that each is read in the order of an index: with
-- "mine or my department's" in one condition PostgreSQL reads everybody's, or sorts all of mine.
-- What is searched for is few, and is looked at all at once.
-- fragment: orders_split
:search::text IS NULL AND (:me_role::role < 'manager' OR coalesce(:scope::text = 'me', false))

-- fragment: orders_unsplit
NOT (@orders_split) AND @order_visible AND (:scope IS DISTINCT FROM 'me' OR @order_own)

-- fragment: orders_placed
@orders_split AND o.user_id = :me_id::bigint

-- fragment: orders_received
@orders_split AND o.customer_id = :me_customer_id::bigint

-- fragment: orders_of_department
@orders_split AND :me_role = 'staff' AND :scope IS DISTINCT FROM 'me' AND o.department_id = :me_department_id::bigint

-- name: orders_count :one
-- In the order of an index: what only the newest rows have is not looked for from the oldest on.
SELECT count(*) AS total FROM (
    (SELECT o.id FROM orders o WHERE @orders_unsplit AND @orders_counted)
    UNION (SELECT o.id FROM orders o WHERE @orders_placed AND @orders_counted)
    UNION (SELECT o.id FROM orders o WHERE @orders_received AND @orders_counted)
    UNION (SELECT o.id FROM orders o WHERE @orders_of_department AND @orders_counted)
    LIMIT 10001) counted;

-- fragment: orders_counted
@orders_matching ORDER BY o.created_at DESC, o.id DESC LIMIT 10001

-- fragment: selected_columns
o.id, o.order_number, o.status, o.total, o.currency, o.version

-- name: orders_selection :one
-- What a filter finds at this moment, the first 10,000 of it, to do something with all of them. Each
-- order of the list is read in that of its index; a plan has only the one that is asked for.
WITH found AS MATERIALIZED (
    (SELECT row_number() OVER (ORDER BY o.created_at DESC, o.id DESC) AS place, @selected_columns FROM orders o
     WHERE :sort::text = '-created_at' AND @orders_matching ORDER BY o.created_at DESC, o.id DESC LIMIT 10001)
    UNION ALL
    (SELECT row_number() OVER (ORDER BY o.created_at, o.id) AS place, @selected_columns FROM orders o
     WHERE :sort = 'created_at' AND @orders_matching ORDER BY o.created_at, o.id LIMIT 10001)
    UNION ALL
    (SELECT row_number() OVER (ORDER BY o.order_number DESC, o.id DESC) AS place, @selected_columns FROM orders o
     WHERE :sort = '-order_number' AND @orders_matching ORDER BY o.order_number DESC, o.id DESC LIMIT 10001)
    UNION ALL
    (SELECT row_number() OVER (ORDER BY o.order_number, o.id) AS place, @selected_columns FROM orders o
     WHERE :sort = 'order_number' AND @orders_matching ORDER BY o.order_number, o.id LIMIT 10001)
    UNION ALL
    (SELECT row_number() OVER (ORDER BY o.total DESC, o.id DESC) AS place, @selected_columns FROM orders o
     WHERE :sort = '-total' AND @orders_matching ORDER BY o.total DESC, o.id DESC LIMIT 10001)
    UNION ALL
    (SELECT row_number() OVER (ORDER BY o.total, o.id) AS place, @selected_columns FROM orders o
     WHERE :sort = 'total' AND @orders_matching ORDER BY o.total, o.id LIMIT 10001)
), taken AS MATERIALIZED (
    SELECT * FROM found WHERE place <= 10000
)
SELECT (SELECT count(*) FROM taken) AS count, (SELECT count(*) > 10000 FROM found) AS capped,
       (SELECT coalesce(json_agg(row_to_json(sums) ORDER BY currency), '[]')
        FROM (SELECT currency, count(*) AS orders, sum(total) AS total FROM taken GROUP BY currency) sums) AS totals,
       (SELECT coalesce(json_agg(id ORDER BY place), '[]') FROM taken) AS ids,
       (SELECT coalesce(json_agg(one ORDER BY place), '[]')
        FROM taken o CROSS JOIN LATERAL (SELECT @selected_columns) one) AS rows;

-- fragment: orders_from_created
@orders_matching AND (:after_key::timestamptz IS NULL OR (o.created_at, o.id) > (:after_key, :after_id::bigint))
ORDER BY o.created_at, o.id LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_created :many
SELECT @order_columns FROM (
    (SELECT o.created_at, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_created)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_placed AND @orders_from_created)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_received AND @orders_from_created)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_of_department AND @orders_from_created)
    ORDER BY created_at, id LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.created_at, o.id;

-- fragment: orders_from_created_desc
@orders_matching AND (:after_key::timestamptz IS NULL OR (o.created_at, o.id) < (:after_key, :after_id::bigint))
ORDER BY o.created_at DESC, o.id DESC LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_created_desc :many
SELECT @order_columns FROM (
    (SELECT o.created_at, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_created_desc)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_placed AND @orders_from_created_desc)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_received AND @orders_from_created_desc)
    UNION (SELECT o.created_at, o.id FROM orders o WHERE @orders_of_department AND @orders_from_created_desc)
    ORDER BY created_at DESC, id DESC LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.created_at DESC, o.id DESC;

-- fragment: orders_from_total
@orders_matching AND (:after_key::numeric IS NULL OR (o.total, o.id) > (:after_key, :after_id::bigint))
ORDER BY o.total, o.id LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_total :many
SELECT @order_columns FROM (
    (SELECT o.total, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_total)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_placed AND @orders_from_total)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_received AND @orders_from_total)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_of_department AND @orders_from_total)
    ORDER BY total, id LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.total, o.id;

-- fragment: orders_from_total_desc
@orders_matching AND (:after_key::numeric IS NULL OR (o.total, o.id) < (:after_key, :after_id::bigint))
ORDER BY o.total DESC, o.id DESC LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_total_desc :many
SELECT @order_columns FROM (
    (SELECT o.total, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_total_desc)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_placed AND @orders_from_total_desc)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_received AND @orders_from_total_desc)
    UNION (SELECT o.total, o.id FROM orders o WHERE @orders_of_department AND @orders_from_total_desc)
    ORDER BY total DESC, id DESC LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.total DESC, o.id DESC;

-- fragment: orders_from_number
@orders_matching AND (:after_key::text IS NULL OR (o.order_number, o.id) > (:after_key, :after_id::bigint))
ORDER BY o.order_number, o.id LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_number :many
SELECT @order_columns FROM (
    (SELECT o.order_number, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_number)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_placed AND @orders_from_number)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_received AND @orders_from_number)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_of_department AND @orders_from_number)
    ORDER BY order_number, id LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.order_number, o.id;

-- fragment: orders_from_number_desc
@orders_matching AND (:after_key::text IS NULL OR (o.order_number, o.id) < (:after_key, :after_id::bigint))
ORDER BY o.order_number DESC, o.id DESC LIMIT :page_rows::bigint + :page_offset::bigint

-- name: orders_by_number_desc :many
SELECT @order_columns FROM (
    (SELECT o.order_number, o.id FROM orders o WHERE @orders_unsplit AND @orders_from_number_desc)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_placed AND @orders_from_number_desc)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_received AND @orders_from_number_desc)
    UNION (SELECT o.order_number, o.id FROM orders o WHERE @orders_of_department AND @orders_from_number_desc)
    ORDER BY order_number DESC, id DESC LIMIT :page_rows OFFSET :page_offset) page
JOIN orders o ON o.id = page.id
ORDER BY o.order_number DESC, o.id DESC;
