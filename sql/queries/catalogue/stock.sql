-- The stock's three accounts: the products' own columns, the ledger, and what orders still hold.

-- Every product, or those of :product_ids, in one pass over each account.
-- fragment: stock_accounts
SELECT p.id, p.sku, p.on_hand, p.reserved, coalesce(m.on_hand, 0) AS ledger_on_hand,
       coalesce(m.reserved, 0) AS ledger_reserved, coalesce(l.reserved, 0) AS ordered
FROM products p
LEFT JOIN (
    SELECT product_id,
           sum(CASE WHEN kind IN ('initial', 'restock', 'adjustment', 'return') THEN quantity
                    WHEN kind = 'sale' THEN -quantity ELSE 0 END) AS on_hand,
           sum(CASE WHEN kind = 'reserve' THEN quantity
                    WHEN kind IN ('release', 'sale') THEN -quantity ELSE 0 END) AS reserved
    FROM stock_movements WHERE :product_ids::bigint[] IS NULL OR product_id = ANY (:product_ids)
    GROUP BY product_id) m ON m.product_id = p.id
LEFT JOIN (
    SELECT l.product_id, sum(l.quantity - l.shipped_quantity - l.cancelled_quantity) AS reserved
    FROM order_lines l JOIN orders o ON o.id = l.order_id
    WHERE o.status = ANY (ARRAY(SELECT status FROM order_statuses WHERE holds_stock))
      AND (:product_ids IS NULL OR l.product_id = ANY (:product_ids))
    GROUP BY l.product_id) l ON l.product_id = p.id
WHERE :product_ids IS NULL OR p.id = ANY (:product_ids)

-- fragment: stock_disagrees
(a.on_hand, a.reserved, a.reserved) IS DISTINCT FROM (a.ledger_on_hand, a.ledger_reserved, a.ordered)

-- name: stock_reconcile :one
WITH accounts AS MATERIALIZED (@stock_accounts)
SELECT now() AS checked_at, count(*) AS products, coalesce(sum(on_hand), 0) AS on_hand,
       coalesce(sum(reserved), 0) AS reserved, coalesce(sum(ledger_on_hand), 0) AS ledger_on_hand,
       coalesce(sum(ledger_reserved), 0) AS ledger_reserved, coalesce(sum(ordered), 0) AS ordered,
       count(*) FILTER (WHERE @stock_disagrees) AS difference_count,
       coalesce((SELECT json_agg(json_build_object(
                            'product_id', d.id, 'sku', d.sku, 'on_hand', d.on_hand, 'reserved', d.reserved,
                            'ledger_on_hand', d.ledger_on_hand, 'ledger_reserved', d.ledger_reserved,
                            'ordered', d.ordered) ORDER BY d.id)
                 FROM (SELECT * FROM accounts a WHERE @stock_disagrees ORDER BY id LIMIT 1000) d), '[]') AS differences
FROM accounts a;

-- name: stock_differences :many
-- For the operator, row by row.
SELECT a.*
FROM (@stock_accounts) a WHERE @stock_disagrees ORDER BY a.id;

-- name: stock_repair_lock :exec
-- Row locks alone, in the order of ids: they may be many. In a statement of its own, so that the
-- next one sees what the orders before it wrote.
SELECT FROM products WHERE id = ANY (:product_ids::bigint[]) ORDER BY id FOR NO KEY UPDATE;

-- name: stock_repair :exec
-- What was counted stays on hand, what open orders hold is reserved, and the ledger is brought
-- there by movements.
WITH wrong AS MATERIALIZED (
    SELECT a.* FROM (@stock_accounts) a WHERE @stock_disagrees AND a.ordered <= a.on_hand
), repaired AS (
    UPDATE products p SET reserved = w.ordered FROM wrong w WHERE p.id = w.id AND p.reserved <> w.ordered
), moved AS (
    INSERT INTO stock_movements (product_id, kind, quantity, reason)
    SELECT w.id, m.kind::movement_kind, m.quantity, 'reconciled'
    FROM wrong w CROSS JOIN LATERAL (VALUES
        ('adjustment', w.on_hand - w.ledger_on_hand),
        (CASE WHEN w.ordered > w.ledger_reserved THEN 'reserve' ELSE 'release' END, abs(w.ordered - w.ledger_reserved))
    ) AS m (kind, quantity)
    WHERE m.quantity <> 0
), told AS (
    INSERT INTO outbox (event, subject_id, payload)
    SELECT 'product.changed', min(id), @event_of_products FROM (SELECT id, @event_of_products_page FROM wrong) AS pages GROUP BY page
)
INSERT INTO audit_log (event, subject_id, details)
SELECT 'stock.reconciled', id, to_jsonb(wrong) - 'id' FROM wrong;
