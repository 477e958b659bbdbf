-- Verify orderd:fulfilment on pg
BEGIN;
SELECT cancelled_quantity FROM orderd.order_lines WHERE false;
SELECT by_status FROM orderd.order_transitions WHERE false;
SELECT id, order_id, status, reason, refund_amount, requested_by, received_by, created_at, received_at
FROM orderd.returns WHERE false;
SELECT return_id, order_line_id, quantity, restock FROM orderd.return_lines WHERE false;
ROLLBACK;
