-- Revert orderd:relay from pg
BEGIN;
SET LOCAL search_path = orderd;
REVOKE INSERT ON outbox_readers FROM orderd_app;
DROP TABLE feed;
ALTER TABLE outbox DROP number, DROP order_id, DROP numbered_at;
COMMENT ON COLUMN outbox.id IS 'Identity; the order of delivery.';
COMMIT;
