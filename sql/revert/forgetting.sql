-- Revert orderd:forgetting from pg
BEGIN;
SET LOCAL search_path = orderd;
COMMENT ON TABLE payment_operations IS
    'What a provider was asked, written before it is asked: whoever finds one open asks again with the same key.';
COMMENT ON COLUMN outbox.payload IS 'What the receivers get.';
COMMENT ON TABLE order_history IS 'Every move of every order; append-only.';
DROP TRIGGER order_history_only_forgets ON order_history;
DROP FUNCTION order_history_only_forgets;
REVOKE DELETE ON user_links FROM orderd_app;
REVOKE UPDATE (name) ON api_keys FROM orderd_app;
REVOKE UPDATE (reason) ON refunds FROM orderd_app;
REVOKE UPDATE (note) ON order_history FROM orderd_app;
COMMIT;
