-- Revert orderd:signing_keys from pg

BEGIN;
DROP TABLE orderd.signing_keys;
COMMIT;
