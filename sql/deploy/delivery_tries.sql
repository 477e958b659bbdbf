-- Deploy orderd:delivery_tries to pg

BEGIN;
SET LOCAL search_path = orderd;

ALTER TABLE webhook_deliveries ADD earlier jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN webhook_deliveries.earlier IS
    'The attempts before the last, at most nine: when each ended, its status, how long it took and why it failed.';
GRANT UPDATE (earlier) ON webhook_deliveries TO orderd_app;

COMMIT;
