-- Deploy orderd:return_ends to pg

BEGIN;
SET LOCAL search_path = orderd;

ALTER TYPE return_status ADD VALUE 'rejected';
ALTER TYPE return_status ADD VALUE 'withdrawn';
ALTER TYPE return_status ADD VALUE 'closed';
COMMENT ON TYPE return_status IS
    'Asked for, here, refused, taken back by who asked, or given up as what never came.';

-- New words of a type can be compared only once they are committed, so as texts.
ALTER TABLE returns
    ADD rest_of         bigint REFERENCES returns,
    ADD share           numeric(12,2) CHECK (share >= 0),
    ADD withheld        numeric(12,2) NOT NULL DEFAULT 0 CHECK (withheld >= 0),
    ADD shipping_refund numeric(12,2) NOT NULL DEFAULT 0 CHECK (shipping_refund >= 0),
    ADD customer_note   text2000,
    ADD ended_by        bigint REFERENCES users,
    ADD ended_at        timestamptz,
    ADD CONSTRAINT returns_ended_whole CHECK (
        (ended_at IS NOT NULL) = (status::text IN ('rejected', 'withdrawn', 'closed'))
        AND (ended_by IS NULL OR ended_at IS NOT NULL));
COMMENT ON COLUMN returns.status IS 'Requested until it is received, rejected, withdrawn or closed.';
COMMENT ON COLUMN returns.rest_of IS 'The return of which these pieces did not come with the others.';
COMMENT ON COLUMN returns.share IS 'What its pieces are worth: their share of the goods with tax; null until received, and of those of before.';
COMMENT ON COLUMN returns.withheld IS 'How much of the share is not given back, as who received it decided.';
COMMENT ON COLUMN returns.shipping_refund IS 'How much of refund_amount is the order''s shipping; once an order.';
COMMENT ON COLUMN returns.refund_amount IS
    'What is to be refunded: the share and the shipping, less what is withheld or had gone back before; null until received.';
COMMENT ON COLUMN returns.customer_note IS 'What the customer was told, in words.';
COMMENT ON COLUMN returns.ended_by IS 'Who rejected, withdrew or closed it.';
COMMENT ON COLUMN returns.ended_at IS 'When that was.';

ALTER TABLE order_history ADD customer_note text2000;
COMMENT ON COLUMN order_history.note IS 'Why, in their words; for the people of the shop.';
COMMENT ON COLUMN order_history.customer_note IS 'What the customer is told beside it.';
CREATE TRIGGER order_history_only_forgets_customer_notes BEFORE UPDATE OF customer_note ON order_history
    FOR EACH ROW WHEN (NEW.customer_note IS NOT NULL) EXECUTE FUNCTION order_history_only_forgets();

-- Of a returned order there are requests only from before what was asked for counted as taken.
INSERT INTO order_transitions (from_status, to_status, action, least_role, event, stock_effect, by_status)
SELECT s.status, s.status, a.action, a.least_role::role, 'order.updated', 'none', false
FROM order_statuses s, (VALUES ('reject_return', 'manager'), ('withdraw_return', 'customer')) AS a (action, least_role)
WHERE s.has_left;

-- In a function, as it was (order_parts).
CREATE OR REPLACE FUNCTION returns_of(order_id bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(row_to_json(back) ORDER BY back.id), '[]')
        FROM (SELECT rt.id, rt.status, rt.reason, rt.customer_note, rt.share, rt.refund_amount, rt.shipping_refund,
                     rt.requested_by, rt.rest_of, rt.created_at, rt.received_at, rt.ended_at,
                     (SELECT json_agg(json_build_object('order_line_id', rl.order_line_id, 'quantity', rl.quantity,
                                                        'restock', rl.restock) ORDER BY rl.order_line_id)
                      FROM return_lines rl WHERE rl.return_id = rt.id) AS items
              FROM returns rt WHERE rt.order_id = returns_of.order_id) back);
END
$$;

GRANT UPDATE (share, withheld, shipping_refund, customer_note, ended_by, ended_at) ON returns TO orderd_app;
GRANT UPDATE (quantity, restock), DELETE ON return_lines TO orderd_app;
GRANT UPDATE (customer_note) ON order_history TO orderd_app;

COMMIT;
