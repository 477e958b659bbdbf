-- What chores look for, and write down for the metrics.

-- name: finding_stock :one
-- Reads all of the stock's ledger, so it is a chore and not asked by who wants to know.
WITH accounts AS MATERIALIZED (@stock_accounts), found AS (
    INSERT INTO findings (name, value)
    SELECT 'stock_differences', count(*) FILTER (WHERE @stock_disagrees) FROM accounts a
    ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, found_at = now()
)
SELECT true AS looked;
