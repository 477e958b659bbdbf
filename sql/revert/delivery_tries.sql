-- Revert orderd:delivery_tries from pg

BEGIN;
ALTER TABLE orderd.webhook_deliveries DROP earlier;
COMMIT;
