-- Verify orderd:return_ends on pg
BEGIN;
SELECT rest_of, share, withheld, shipping_refund, customer_note, ended_by, ended_at FROM orderd.returns WHERE false;
SELECT customer_note FROM orderd.order_history WHERE false;
SELECT 'closed'::orderd.return_status;
SELECT 1 / count(*) FROM orderd.order_transitions WHERE action = 'reject_return';
ROLLBACK;
