-- Revert orderd:audit_archive from pg
BEGIN;
ALTER TABLE orderd.audit_seals DROP COLUMN archived_mac;
COMMIT;
