-- Revert orderd:return_ends from pg
BEGIN;
SET LOCAL search_path = orderd;

-- What had ended otherwise is as good as never asked for.
DELETE FROM return_lines WHERE return_id IN (SELECT id FROM returns WHERE ended_at IS NOT NULL);
UPDATE returns SET rest_of = NULL;
DELETE FROM returns WHERE ended_at IS NOT NULL;
CREATE OR REPLACE FUNCTION returns_of(order_id bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(row_to_json(back) ORDER BY back.id), '[]')
        FROM (SELECT rt.id, rt.status, rt.reason, rt.refund_amount, rt.created_at, rt.received_at,
                     (SELECT json_agg(json_build_object('order_line_id', rl.order_line_id, 'quantity', rl.quantity,
                                                        'restock', rl.restock) ORDER BY rl.order_line_id)
                      FROM return_lines rl WHERE rl.return_id = rt.id) AS items
              FROM returns rt WHERE rt.order_id = returns_of.order_id) back);
END
$$;
REVOKE UPDATE (share, withheld, shipping_refund, customer_note, ended_by, ended_at) ON returns FROM orderd_app;
REVOKE UPDATE (quantity, restock), DELETE ON return_lines FROM orderd_app;
REVOKE UPDATE (customer_note) ON order_history FROM orderd_app;
DELETE FROM order_transitions WHERE action IN ('reject_return', 'withdraw_return');
DROP TRIGGER order_history_only_forgets_customer_notes ON order_history;
ALTER TABLE order_history DROP customer_note;
ALTER TABLE returns
    DROP CONSTRAINT returns_ended_whole, DROP CONSTRAINT returns_received_whole,
    DROP rest_of, DROP share, DROP withheld, DROP shipping_refund, DROP customer_note, DROP ended_by, DROP ended_at;

DROP INDEX returns_open;
CREATE TYPE return_status_before AS ENUM ('requested', 'received');
ALTER TABLE returns
    ALTER status DROP DEFAULT,
    ALTER status TYPE return_status_before USING status::text::return_status_before,
    ALTER status SET DEFAULT 'requested';
DROP TYPE return_status;
ALTER TYPE return_status_before RENAME TO return_status;
COMMENT ON TYPE return_status IS 'Whether a return has only been asked for or is here.';
CREATE INDEX returns_open ON returns (requested_by) WHERE status = 'requested';
ALTER TABLE returns ADD CONSTRAINT returns_received_whole CHECK (
    num_nonnulls(refund_amount, received_by, received_at) = CASE status WHEN 'received' THEN 3 ELSE 0 END);
COMMENT ON COLUMN returns.status IS 'Requested or received.';
COMMENT ON COLUMN returns.refund_amount IS 'What is to be refunded: the lines'' share of the goods with tax; null until received.';
COMMENT ON COLUMN order_history.note IS 'Why, in their words.';
COMMIT;
