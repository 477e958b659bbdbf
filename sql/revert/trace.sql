-- Revert orderd:trace from pg

BEGIN;
ALTER TABLE orderd.outbox DROP trace;
COMMIT;
