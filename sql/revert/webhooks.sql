-- Revert orderd:webhooks from pg
BEGIN;
SET LOCAL search_path = orderd;
DROP TABLE webhook_claims, webhook_deliveries, webhook_bodies, webhooks;
DROP TYPE delivery_state;
COMMIT;
