-- Verify orderd:audit_archive on pg
BEGIN;
SELECT archived_mac FROM orderd.audit_seals WHERE false;
ROLLBACK;
