-- Verify orderd:signing_keys on pg
BEGIN;
SELECT kid, created_at, sealed FROM orderd.signing_keys WHERE false;
ROLLBACK;
