-- Verify orderd:signing_keys on pg
BEGIN;
SELECT id, created_at, sealed FROM orderd.signing_keys WHERE false;
ROLLBACK;
