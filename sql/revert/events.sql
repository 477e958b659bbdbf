-- Revert orderd:events from pg
BEGIN;
DROP TABLE orderd.audit_log, orderd.idempotency_keys, orderd.outbox;
COMMIT;
