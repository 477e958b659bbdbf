-- Deploy orderd:audit_archive to pg

BEGIN;
SET LOCAL search_path = orderd;

ALTER TABLE audit_seals ADD COLUMN archived_mac bytea CHECK (length(archived_mac) = 32);
COMMENT ON COLUMN audit_seals.archived_mac IS 'Keyed BLAKE2b-256 of the head, once the rows are in a file and no longer in the log.';

COMMIT;
