-- Verify orderd:delivery_tries on pg
BEGIN;
SELECT earlier FROM orderd.webhook_deliveries WHERE false;
ROLLBACK;
